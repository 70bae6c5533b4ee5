// Limits: how much one client may ask for. The site's configuration sets them.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {

struct Limits {
    // Whatever a site or a template allows.
    static constexpr std::uint32_t most_machines = 100'000;
    std::uint32_t machines_per_request = 100;
    std::uint32_t message_bytes = 1U << 20;
    std::uint32_t frame_bytes = 4U << 20;
    std::uint32_t reply_bytes = 4U << 20;
    std::uint32_t commands_in_flight = 10'000;
    std::uint32_t commands_in_flight_of_one = 2'500;
    std::uint32_t connections = 10'000;
    std::uint32_t connections_of_one = 2'000;
    std::uint32_t request_timeout_s = 1800;
    std::uint32_t return_timeout_s = 3600;
    std::uint32_t remembered_commands = 1'000'000;
    std::uint32_t scanned_items = 100'000;
    std::vector<std::string> overridable = {};
    std::vector<std::string> template_paths = {};

    static constexpr auto describe = message(
        "limits", "How much one client may ask.",
        field<&Limits::machines_per_request>("machines_per_request", "most machines in one request")
            .optional()
            .between(1, most_machines),
        field<&Limits::message_bytes>("message_bytes", "a larger message is refused with too_large")
            .optional()
            .between(1024, 64 << 20),
        field<&Limits::frame_bytes>("frame_bytes", "beyond this ZeroMQ closes the connection")
            .optional()
            .between(1024, 1 << 30),
        field<&Limits::reply_bytes>("reply_bytes", "most bytes of events in one answer")
            .optional()
            .between(1024, 64 << 20),
        field<&Limits::commands_in_flight>("commands_in_flight",
                                           "accepted and not yet answered; beyond it the daemon is busy")
            .optional()
            .between(1, 1'000'000),
        field<&Limits::commands_in_flight_of_one>(
            "commands_in_flight_of_one",
            "the same for one principal, or for one connection where the site has no principals")
            .optional()
            .between(1, 1'000'000),
        field<&Limits::connections>("connections", "of each socket; one that is too many is ended")
            .optional()
            .between(1, 1'000'000),
        field<&Limits::connections_of_one>("connections_of_one",
                                           "the same for one principal, and for one address: that of a host, or a "
                                           "user at a Unix socket")
            .optional()
            .between(1, 1'000'000),
        field<&Limits::request_timeout_s>("request_timeout_s",
                                          "how long a request may take that doesn't say so itself, in seconds")
            .optional()
            .between(1, 31'536'000),
        field<&Limits::return_timeout_s>(
            "return_timeout_s",
            "after how many seconds a return ends with an error whose machines are not all "
            "gone; they are to be ended all the same")
            .optional()
            .between(1, 31'536'000),
        field<&Limits::remembered_commands>("remembered_commands",
                                            "how many outcomes of commands are kept, for repeated ones")
            .optional()
            .between(1000, 100'000'000),
        field<&Limits::scanned_items>("scanned_items", "most items that one query looks at where no index helps")
            .optional()
            .between(1, 10'000'000),
        field<&Limits::overridable>("overridable",
                                    "what a request may override of its template: keys of its configuration, and "
                                    "price_type, provider_api, attributes")
            .optional()
            .at_most(256),
        field<&Limits::template_paths>("template_paths",
                                       "directories in which the files must lie that templates name: userDataScript, "
                                       "and the program of command; without any, such a file may lie anywhere")
            .optional()
            .at_most(64));
};

}  // namespace hf
