// TokenOrder: the command `hostfactory-http token`, which makes a token, shows it once, and adds its hash to a file.
//
//     TokenOrder order;
//     declare(*app.add_subcommand("token"), order);
//     app.parse(argc, argv);
//     if (order.is_given) return carry_out(order);   // the exit status
//
// Used by one thread.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace hf::http {

struct TokenOrder {
    bool is_given = false;
    std::string principal{};
    std::optional<std::string> file{};
    std::optional<unsigned> days{};
    std::optional<std::string> note{};
};

// `order` must outlive `command`.
void declare(CLI::App& command, TokenOrder& order);

// Writes the token to standard output, and what went wrong to standard error.
int carry_out(const TokenOrder& order);

}  // namespace hf::http
