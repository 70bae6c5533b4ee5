// ListenAddress: where a program answers HTTP: "127.0.0.1:9464", "[::1]:9464", "metrics.example.org:9464".
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hf {

struct ListenAddress {
    std::string host;
    int port = 0;  // 0: any free port

    [[nodiscard]] std::string text() const;
    // True if not only this host can reach it, or that is not known: a host's name may be any. Only "localhost" is
    // known to be none, and the addresses of loopback as they are usually written.
    [[nodiscard]] bool is_open_to_other_hosts() const;
    bool operator==(const ListenAddress&) const = default;
};

// Parses an address. The error is a sentence for people.
tl::expected<ListenAddress, std::string> parse_listen_address(std::string_view text);

}  // namespace hf
