// PageReads: reads what is not among the recent events from the daemon, page by page, for all readers, and no more than
// a few pages at a time: a site whose readers all come back at once has other queries to answer, too.
//
//     reads->read(question, "maria", reader, [](const PageReads::Read& read) {
//         if (read) use(read->events);
//     });
//
// Any thread may call it. The callback is called once, by a thread of the workers or the daemon's or the caller's own,
// unless the reader is gone or close() was called by then. Daemon and workers must outlive the reads under way.
#pragma once

#include <deque>

#include "core/threads/mutex.hpp"
#include "http/api/byte_budget.hpp"
#include "http/api/daemon.hpp"
#include "http/api/workers.hpp"
#include "http/events/encoded_event.hpp"

namespace hf::http {

struct PageOfEvents {
    std::vector<EventPointer> events{};
    Position position{};  // up to here these are all that the question wants
    bool has_more = false;
    std::string store_id{};
    HeldBytes held{};
};

class PageReads : public std::enable_shared_from_this<PageReads> {
public:
    using Read = tl::expected<PageOfEvents, CallFailure>;
    using Then = std::function<void(Read)>;
    static constexpr std::size_t usual_at_once = 8;

    PageReads(Daemon& daemon, Workers& workers, ByteBudget& answers, std::size_t at_once = usual_at_once)
        : daemon_(daemon), workers_(workers), answers_(answers), at_once_(at_once) {}

    // `principal`: for whom the daemon is asked, who then sees what it lets that one see.
    void read(const ReadEvents& question, const std::optional<std::string>& principal, std::weak_ptr<void> reader,
              Then then);
    // Begins no more reads; those under way bring nothing.
    void close();

private:
    struct Wanted {
        DaemonCall call;
        std::weak_ptr<void> reader;
        Then then;
    };

    void begin_next();
    void take(const Wanted& wanted, Called<Encoded> called);
    void finish(const Wanted& wanted, Read read);
    [[nodiscard]] Read page_of(const Called<Encoded>& called);

    Daemon& daemon_;
    Workers& workers_;
    ByteBudget& answers_;
    const std::size_t at_once_;
    Mutex mutex_;
    std::deque<Wanted> waiting_ GUARDED_BY(mutex_);
    std::size_t under_way_ GUARDED_BY(mutex_) = 0;
    bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace hf::http
