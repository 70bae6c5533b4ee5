// Endpoint: an address to listen on, with a rule: ipc:// with a path that a unix socket
// takes, or tcp:// with a host and a port.
//
//     Endpoint::check("foo://x")   // "must begin with ipc:// or tcp://, not \"foo://x\""
//     Endpoint::check("tcp://127.0.0.1:7001")   // "": nothing is wrong
//
// It looks at the text alone: whether there is such a host or directory, and whether the
// address is free, turns out when it is bound. Pure; any thread may call it.
#pragma once

#include <string>
#include <string_view>

namespace hf {

struct Endpoint {
    std::string value;

    static constexpr std::string_view type_name = "address";
    static std::string check(std::string_view text);

    bool operator==(const Endpoint&) const = default;
};

namespace zeromq {

// What is wrong with the path or the @name of an ipc address, in words; nothing when it is good.
std::string fault_of_unix_name(std::string_view name);

}  // namespace zeromq
}  // namespace hf
