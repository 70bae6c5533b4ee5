// TraceLog: what the daemon's core logs, as lines of the trace.
#pragma once

#include "core/ports/log.hpp"
#include "tests/simulation/run/trace.hpp"

namespace hf::simulation {

class TraceLog final : public Log {
public:
    explicit TraceLog(Trace& trace) : trace_(trace) {}

    void debug(const std::string& text) override { trace_.say("log", "{}", text); }
    void info(const std::string& text) override { trace_.say("log", "{}", text); }
    void warn(const std::string& text) override { trace_.say("log", "warning: {}", text); }
    void error(const std::string& text) override { trace_.say("log", "error: {}", text); }

private:
    Trace& trace_;
};

}  // namespace hf::simulation
