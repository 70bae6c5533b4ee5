// Daemon: the hostfactoryd that the gateway stands before, as a port, so that what becomes of its answers is tested
// without one.
//
//     daemon.call({.message = "GetStatus", .body = body}, [](const Called<Encoded>& called) { use(called); });
//
// Any thread may call it. The callback is called once, by a thread of the daemon's or, where the call cannot be made,
// by the caller's; it must not keep that thread.
#pragma once

#include <functional>
#include <string_view>

#include "client/call.hpp"

namespace hf::http {

struct DaemonCall {
    std::string_view message;  // the name of its type, which is constant data
    bool is_command = false;
    Encoded body{};
    CallOptions options{};
};

class Daemon {
public:
    using Then = std::function<void(Called<Encoded>)>;

    virtual ~Daemon() = default;
    virtual void call(DaemonCall call, Then then) = 0;
};

}  // namespace hf::http
