// StartNotice: tells systemd, for as long as it lives, that the start is at work: how far it is, how long it has
// taken, and that it needs more time. A store of years may take longer to read than a start may take, and a start that
// is ended for that reason begins anew for ever.
//
//     const StartNotice notice(systemd, [&] { return progress.in_words(); });
//     read(progress);
//
// Any thread may make one; it has a thread of its own until it is destroyed, which asks for the words.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "adapters/systemd/service_notifier.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class StartNotice {
public:
    StartNotice(const ServiceNotifier& systemd, std::function<std::string()> what,
                std::chrono::milliseconds every = std::chrono::seconds{5});
    ~StartNotice();
    StartNotice(const StartNotice&) = delete;
    StartNotice& operator=(const StartNotice&) = delete;

private:
    void tell_until_done();

    const ServiceNotifier& systemd_;
    const std::function<std::string()> what_;
    const std::chrono::milliseconds every_;
    Mutex mutex_;
    Condition changed_;
    bool done_ GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace hf
