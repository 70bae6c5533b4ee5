// Options: the command line of hostfactory-http.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "http/api/api.hpp"
#include "http/events/events.hpp"
#include "http/server/server_limits.hpp"
#include "http/who/authenticator.hpp"
#include "http/who/token_order.hpp"

namespace hf::http {

struct Options {
    std::string config{};
    std::vector<std::string> listen{};  // empty: what systemd has passed, or else the default socket
    std::vector<std::string> hosts{};
    bool insecure = false;
    AuthenticatorFiles who{};
    std::vector<std::string> cors_origins{};
    bool check_config = false;
    TokenOrder token{};
    std::string dialect = "hostfactory";
    std::string access_log = "-";
    std::string level = "info";
    std::chrono::milliseconds timeout{10'000};
    ServerLimits limits{};
    std::size_t answer_bytes = Api::usual_answer_bytes;
    Events::Limits events{};
};

// Declares them, and what --help says. `options` must outlive `app`.
void declare(CLI::App& app, Options& options);

// "unix:/run/hostfactory/http.sock", or the user's own.
[[nodiscard]] std::string default_place();

}  // namespace hf::http
