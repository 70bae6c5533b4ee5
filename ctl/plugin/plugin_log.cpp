#include "ctl/plugin/plugin_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "adapters/system/system_clock.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::plugin {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

PluginLog::Level PluginLog::level_named(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.find("debug") != std::string::npos || lower.find("trace") != std::string::npos) return debug;
    if (lower.find("warn") != std::string::npos) return warn;
    if (lower.find("err") != std::string::npos || lower.find("crit") != std::string::npos) return error;
    return info;
}

PluginLog::PluginLog() : level_(level_named(variable("HF_LOGLEVEL"))) {
    auto directory = variable("HF_PROVIDER_LOGDIR");
    if (directory.empty()) directory = variable("HF_LOGDIR");
    if (directory.empty()) return;
    fd_ = ::open(fmt::format("{}/hostfactory-plugin.log", directory).c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
                 0644);
}

PluginLog::~PluginLog() {
    if (fd_ >= 0) ::close(fd_);
}

void PluginLog::write(Level level, std::string_view text) const {
    constexpr std::array names{"DEBUG", "INFO", "WARN", "ERROR"};
    if (level < level_) return;
    std::string line;
    int target = fd_;
    if (fd_ >= 0) {
        line = fmt::format("{} {} [{}] {}\n", rfc3339(SystemClock{}.now()), names.at(level), ::getpid(), text);
    } else if (level == error) {
        target = STDERR_FILENO;
        line = fmt::format("hostfactory-plugin: {}\n", text);
    } else {
        return;
    }
    static_cast<void>(!::write(target, line.data(), line.size()));
}

}  // namespace hf::plugin
