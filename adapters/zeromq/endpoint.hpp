// Endpoint: a valid address to listen on: ipc:// with a path that a unix socket accepts, or tcp://
// with a host and a port.
//
//     Endpoint::check("foo://x");               // "must begin with ipc:// or tcp://, not \"foo://x\""
//     Endpoint::check("tcp://127.0.0.1:7001");  // "": nothing is wrong
//
// check() looks at the text alone: whether the host or directory exists and the address is free is
// found out when a socket is bound. Pure; any thread may call it.
#pragma once

#include <string>
#include <string_view>

namespace hf {

struct Endpoint {
    std::string value;

    static constexpr std::string_view type_name = "address";
    static std::string check(std::string_view text);

    [[nodiscard]] bool is_tcp() const;
    // The system chooses the port.
    [[nodiscard]] bool is_any_port() const { return value.ends_with(":*") || value.ends_with(":0"); }
    // True if not only this host can reach it, or that is not known: a host's name may be any.
    [[nodiscard]] bool is_open_to_other_hosts() const;

    bool operator==(const Endpoint&) const = default;
};

namespace zeromq {

// Returns what is wrong with the path or the @name of an ipc address, or an empty string.
std::string fault_of_unix_name(std::string_view name);

}  // namespace zeromq
}  // namespace hf
