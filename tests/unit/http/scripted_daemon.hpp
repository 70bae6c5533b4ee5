// A daemon that answers at once as the test says, and remembers what it was asked.
//
//     ScriptedDaemon daemon([](const DaemonCall& call) { return refused(call); });
//
// Used by one thread.
#pragma once

#include <utility>
#include <vector>

#include "http/api/daemon.hpp"

namespace hf::http {

class ScriptedDaemon final : public Daemon {
public:
    using Answer = std::function<Called<Encoded>(const DaemonCall&)>;
    explicit ScriptedDaemon(Answer answer) : answer_(std::move(answer)) {}

    void call(DaemonCall call, Then then) override {
        calls.push_back(call);
        then(answer_(call));
    }

    std::vector<DaemonCall> calls;

private:
    Answer answer_;
};

}  // namespace hf::http
