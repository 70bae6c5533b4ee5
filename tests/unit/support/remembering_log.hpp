// RememberingLog: keeps what was logged, for tests that check it. Thread-safe.
#pragma once

#include <vector>

#include "core/ports/log.hpp"
#include "core/threads/mutex.hpp"

namespace hf::testing {

class RememberingLog final : public Log {
public:
    void debug(const std::string& text) override { keep(text); }
    void info(const std::string& text) override { keep(text); }
    void warn(const std::string& text) override { keep(text); }
    void error(const std::string& text) override { keep(text); }

    [[nodiscard]] std::vector<std::string> lines() const {
        const MutexLock lock(mutex_);
        return lines_;
    }

private:
    void keep(const std::string& text) {
        const MutexLock lock(mutex_);
        lines_.push_back(text);
    }

    mutable Mutex mutex_;
    std::vector<std::string> lines_ GUARDED_BY(mutex_);
};

}  // namespace hf::testing
