// Daemon: the composition root. It makes every part, brings the state up to the end
// of the store, and owns the order in which all of it starts and stops.
//
//     Daemon daemon(configuration);   // throws when it can't start, with the reason
//     daemon.start();                 // from here on it answers
//     …
//     daemon.stop();                  // refuses what is new, finishes what was accepted
//
// start() and stop() are called by one thread.
#pragma once

#include <memory>

#include "core/ports/start_progress.hpp"
#include "daemon/configuration.hpp"

namespace hf {

// What an administrator says of the store at a start.
struct StoreWord {
    bool accept_loss = false;  // go on although it has lost acknowledged events
    bool moved = false;        // it is at work here, wherever it was before
};

class Daemon {
public:
    // `progress` hears how far the store is read; it may be null.
    explicit Daemon(const Configuration& configuration, const StoreWord& word = {}, StartProgress* progress = nullptr);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    void start();
    void stop();

    // Opens new log files in place of those that were moved away (log rotation), and reads the principals again: whom
    // the file has no more is cut off at once. A file with faults changes nothing, and the log says why.
    void reload();

    // True when the store has failed. The process must end with an error.
    [[nodiscard]] bool failed() const;
    // Takes every lock that commands and queries take, so that a watchdog notices a daemon that hangs.
    [[nodiscard]] std::string status_line() const;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace hf
