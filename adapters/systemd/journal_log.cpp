#include "adapters/systemd/journal_log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <string_view>
#include <utility>

namespace hf {
namespace {

const char* prefix_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::trace:
        case spdlog::level::debug: return SD_DEBUG;
        case spdlog::level::warn: return SD_WARNING;
        case spdlog::level::err: return SD_ERR;
        case spdlog::level::critical: return SD_CRIT;
        default: return SD_INFO;
    }
}

// Begins a line with its priority, which the journal takes off again.
class PriorityFlag : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/, spdlog::memory_buf_t& line) override {
        const std::string_view prefix = prefix_of(message.level);
        line.append(prefix.data(), prefix.data() + prefix.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<PriorityFlag>();
    }
};

bool is_for_journal() { return std::getenv("JOURNAL_STREAM") != nullptr; }

}  // namespace

std::shared_ptr<spdlog::logger> make_standard_error_logger(const std::string& name) {
    auto logger = spdlog::stderr_logger_mt(name);
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<PriorityFlag>('*');
    formatter->set_pattern(is_for_journal() ? "%*%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
    logger->set_formatter(std::move(formatter));
    logger->flush_on(spdlog::level::info);
    return logger;
}

std::string as_error(std::string text) {
    if (!is_for_journal()) return text;
    const std::string_view prefix = SD_ERR;
    for (std::size_t line = 0; line != std::string::npos && line < text.size();) {
        text.insert(line, prefix);
        line = text.find('\n', line);
        if (line != std::string::npos) ++line;
    }
    return text;
}

}  // namespace hf
