// The core's Log, on spdlog. Thread-safe.
#pragma once

#include <spdlog/spdlog.h>

#include "core/ports/log.hpp"

namespace hf {

class SpdlogLog final : public Log {
public:
    void debug(const std::string& text) override { spdlog::debug("{}", text); }
    void info(const std::string& text) override { spdlog::info("{}", text); }
    void warn(const std::string& text) override { spdlog::warn("{}", text); }
    void error(const std::string& text) override { spdlog::error("{}", text); }
};

}  // namespace hf
