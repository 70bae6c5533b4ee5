#include "adapters/systemd/journal_log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
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

// Returns how many bytes of UTF-8 the control character takes with which the text begins; 0 if it begins with another.
std::size_t length_of_control(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
    return byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0 ? 2 : 0;
}

// The text, in which others may have a say: a name that a client has made up, or what a provider answers. So it begins
// no line that looks like one of ours, nor one with a priority of its own, and sends nothing to a terminal but letters.
class TextFlag : public spdlog::custom_flag_formatter {
public:
    explicit TextFlag(bool for_journal) : for_journal_(for_journal) {}

    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/, spdlog::memory_buf_t& line) override {
        const std::string_view prefix = for_journal_ ? prefix_of(message.level) : "";
        std::string_view rest(message.payload.data(), message.payload.size());
        while (!rest.empty()) {
            const auto control = length_of_control(rest);
            const char c = rest.front();
            line.push_back(control > 0 && c != '\n' && c != '\t' ? '?' : c);
            if (c == '\n') {
                line.append(prefix.data(), prefix.data() + prefix.size());
                line.append(indent.data(), indent.data() + indent.size());
            }
            rest.remove_prefix(std::max(control, std::size_t{1}));
        }
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<TextFlag>(for_journal_);
    }

private:
    static constexpr std::string_view indent = "    ";

    const bool for_journal_;
};

// The variable is inherited by programs whose standard error is another one: a shell of a terminal that systemd has
// started, or a job of its service. It names the file that is the journal's.
bool is_for_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat here {};
    return stream && ::fstat(STDERR_FILENO, &here) == 0 && stream == fmt::format("{}:{}", here.st_dev, here.st_ino);
}

}  // namespace

std::shared_ptr<spdlog::logger> make_standard_error_logger(const std::string& name) {
    auto logger = spdlog::stderr_logger_mt(name);
    const bool for_journal = is_for_journal();
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<PriorityFlag>('*').add_flag<TextFlag>('v', for_journal);
    formatter->set_pattern(for_journal ? "%*%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
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
