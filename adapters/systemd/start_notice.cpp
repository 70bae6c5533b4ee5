#include "adapters/systemd/start_notice.hpp"

#include <fmt/format.h>

namespace hf {
namespace {

// Some notices may be late before systemd loses patience.
constexpr int notices_in_time = 6;

}  // namespace

StartNotice::StartNotice(const ServiceNotifier& systemd, std::function<std::string()> what,
                         std::chrono::milliseconds every)
    : systemd_(systemd), what_(std::move(what)), every_(every), thread_([this] { tell_until_done(); }) {}

StartNotice::~StartNotice() {
    {
        const MutexLock lock(mutex_);
        done_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void StartNotice::tell_until_done() {
    const auto began = std::chrono::steady_clock::now();
    MutexLock lock(mutex_);
    for (auto next = began + every_; !done_; next += every_) {
        while (!done_ && std::chrono::steady_clock::now() < next) changed_.wait_until(lock, next);
        if (done_) return;
        const auto took = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began);
        systemd_.starting(every_ * notices_in_time, fmt::format("{} ({} s so far)", what_(), took.count()));
    }
}

}  // namespace hf
