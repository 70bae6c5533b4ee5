// ServiceNotifier: tells systemd the state of the service. Without systemd it does nothing.
//
//     ServiceNotifier systemd;
//     systemd.ready("12 templates, 3 requests");
//     if (auto interval = ServiceNotifier::watchdog_interval()) every(*interval / 2, [&] { systemd.watchdog(); });
//     systemd.stopping("sending the last replies");
//
// Thread-safe as long as no thread changes the environment. It never blocks for long and never
// throws: a service must not fail because its state cannot be reported.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace hf {

class ServiceNotifier {
public:
    // Sends READY=1 with the process id, since a script may have started the service.
    void ready(std::string_view status = {}) const noexcept;
    // Asks for so much more time, from now on, for the start that is under way.
    void starting(std::chrono::microseconds more, std::string_view status) const noexcept;
    void stopping(std::string_view status = {}) const noexcept;
    // Sets the line that `systemctl status` shows.
    void status(std::string_view text) const noexcept;
    void watchdog() const noexcept;  // reports that the service is alive

    // How often systemd expects watchdog(), if it does.
    [[nodiscard]] static std::optional<std::chrono::microseconds> watchdog_interval() noexcept;
};

}  // namespace hf
