// RefusalLog: tells an administrator who is refused, and why, a line a second for each code. What a client could find
// out for himself, such as a template that does not exist, is no matter for the log.
//
//     RefusalLog refusals(log, clock);
//     refusals.note(error, "CreateRequest", sender);
//
// Thread-safe. No errors.
#pragma once

#include "core/access/caller.hpp"
#include "core/errors/error.hpp"
#include "core/pacing/line_limit.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/log.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class RefusalLog {
public:
    RefusalLog(Log& log, const Clock& clock) : log_(log), clock_(clock) {}

    void note(const Error& refusal, std::string_view type, const Sender& sender) EXCLUDES(mutex_);

private:
    Log& log_;
    const Clock& clock_;
    Mutex mutex_;
    LineLimit lines_ GUARDED_BY(mutex_);
};

}  // namespace hf
