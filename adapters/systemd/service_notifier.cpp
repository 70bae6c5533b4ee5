#include "adapters/systemd/service_notifier.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace hf {
namespace {

void tell(std::string_view state, std::string_view status) noexcept {
    try {
        std::string message(state);
        if (!status.empty()) {
            message += fmt::format("{}STATUS={}", state.empty() ? "" : "\n", status);
            // Each line is an assignment, so a text with several lines could set other variables.
            std::replace(message.end() - static_cast<std::ptrdiff_t>(status.size()), message.end(), '\n', ' ');
        }
        sd_notify(0, message.c_str());
    } catch (const std::exception&) {
        // Memory is exhausted; systemd will notice by other means.
    }
}

}  // namespace

void ServiceNotifier::ready(std::string_view status) const noexcept {
    try {
        tell(fmt::format("READY=1\nMAINPID={}", ::getpid()), status);
    } catch (const std::exception&) {
        tell("READY=1", {});
    }
}

void ServiceNotifier::starting(std::chrono::microseconds more, std::string_view status) const noexcept {
    try {
        tell(fmt::format("EXTEND_TIMEOUT_USEC={}", more.count()), status);
    } catch (const std::exception&) {
        tell({}, status);
    }
}

void ServiceNotifier::stopping(std::string_view status) const noexcept { tell("STOPPING=1", status); }

void ServiceNotifier::status(std::string_view text) const noexcept { tell({}, text); }

void ServiceNotifier::watchdog() const noexcept { tell("WATCHDOG=1", {}); }

std::optional<std::chrono::microseconds> ServiceNotifier::watchdog_interval() noexcept {
    std::uint64_t interval = 0;
    if (sd_watchdog_enabled(0, &interval) <= 0) return std::nullopt;
    return std::chrono::microseconds(interval);
}

}  // namespace hf
