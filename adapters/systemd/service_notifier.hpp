// ServiceNotifier tells systemd how the service is doing. Without systemd it does nothing.
//
//     ServiceNotifier systemd;
//     systemd.ready("12 templates, 3 requests");
//     if (auto interval = ServiceNotifier::watchdog_interval()) every(*interval / 2, [&] { systemd.watchdog(); });
//     systemd.stopping("sending the last replies");
//
// Thread-safe as long as nobody changes the environment. Never blocks for long and never
// throws: a service doesn't fail because nobody wants to know how it is.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace hf {

class ServiceNotifier {
public:
    // READY=1, with the process id, since the service may have been started by a script.
    void ready(std::string_view status = {}) const noexcept;
    void stopping(std::string_view status = {}) const noexcept;
    // What `systemctl status` shows, one line.
    void status(std::string_view text) const noexcept;
    void watchdog() const noexcept;  // still alive

    // How often systemd wants to hear watchdog(), if it does.
    [[nodiscard]] static std::optional<std::chrono::microseconds> watchdog_interval() noexcept;
};

}  // namespace hf
