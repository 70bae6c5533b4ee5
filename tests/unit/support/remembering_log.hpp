// RememberingLog: keeps what was logged, for tests that check it. Thread-safe.
#pragma once

#include <mutex>
#include <vector>

#include "core/ports/log.hpp"

namespace hf::testing {

class RememberingLog final : public Log {
public:
    void debug(const std::string& text) override { keep(text); }
    void info(const std::string& text) override { keep(text); }
    void warn(const std::string& text) override { keep(text); }
    void error(const std::string& text) override { keep(text); }

    [[nodiscard]] std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

private:
    void keep(const std::string& text) {
        const std::lock_guard lock(mutex_);
        lines_.push_back(text);
    }

    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace hf::testing
