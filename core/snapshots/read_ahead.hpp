// ReadAhead: makes the pages of a sequence on a thread of its own, the next ones while one is used.
//
//     ReadAhead<Page> pages([&](Page& page) { return read_next(page); }, std::launch::async);  // true: more follow
//     while (Page* page = pages.next()) use(*page);
//
// Pages are used again, with the memory that they have. One that next() has returned is good until the next call.
// std::launch::deferred makes each page within next() instead, on the caller's thread.
//
// Used by one thread. Errors: next() throws what making the page has thrown, in the page's place.
#pragma once

#include <array>
#include <exception>
#include <functional>
#include <future>
#include <thread>

#include "core/threads/mutex.hpp"

namespace hf {

template <class Page>
class ReadAhead {
public:
    using Make = std::function<bool(Page& page)>;

    ReadAhead(Make make, std::launch policy) : make_(std::move(make)) {
        if (policy == std::launch::async) thread_ = std::thread([this] { make_all(); });
    }
    ~ReadAhead() {
        if (!thread_.joinable()) return;
        {
            const MutexLock lock(mutex_);
            stopped_ = true;
            changed_.notify_all();
        }
        thread_.join();
    }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    // Null behind the last page.
    Page* next() { return thread_.joinable() ? next_made() : make_one(); }

private:
    Page* make_one() {
        if (ended_here_) return nullptr;
        ended_here_ = true;
        ended_here_ = !make_(pages_.front());
        return &pages_.front();
    }

    Page* next_made() {
        MutexLock lock(mutex_);
        if (in_use_) ++used_;
        in_use_ = false;
        changed_.notify_all();
        while (made_ == used_ && !ended_) changed_.wait(lock);
        if (made_ > used_) {
            in_use_ = true;
            return &pages_[used_ % pages_.size()];
        }
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
        return nullptr;
    }

    void make_all() {
        while (Page* const page = free_page()) {
            bool more = false;
            std::exception_ptr failure;
            try {
                more = make_(*page);
            } catch (...) {
                failure = std::current_exception();
            }
            const MutexLock lock(mutex_);
            made_ += failure ? 0 : 1;
            failure_ = failure;
            ended_ = !more;
            changed_.notify_all();
            if (ended_) return;
        }
    }

    Page* free_page() {
        MutexLock lock(mutex_);
        while (made_ - used_ == pages_.size() && !stopped_) changed_.wait(lock);
        return stopped_ ? nullptr : &pages_[made_ % pages_.size()];
    }

    const Make make_;
    std::array<Page, 3> pages_;
    bool ended_here_ = false;
    Mutex mutex_;
    Condition changed_;
    std::size_t made_ GUARDED_BY(mutex_) = 0;
    std::size_t used_ GUARDED_BY(mutex_) = 0;
    bool in_use_ GUARDED_BY(mutex_) = false;
    bool ended_ GUARDED_BY(mutex_) = false;
    bool stopped_ GUARDED_BY(mutex_) = false;
    std::exception_ptr failure_ GUARDED_BY(mutex_);
    std::thread thread_;  // last: it uses the rest
};

}  // namespace hf
