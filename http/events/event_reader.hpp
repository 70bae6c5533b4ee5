// EventReader: one stream of events, from any position on: first the pages that the daemon reads from its store, then
// the recent events as they come, each once and in order.
//
//     const auto reader = std::make_shared<EventReader>(around, wish, number, place);
//     reader->open([=](std::optional<Response> refusal) {  // what the daemon says to the first question
//         respond(refusal ? *refusal : Response{.source = reader});
//     });
//     reader->ring();  // there are more recent events
//
// A reader that is in the middle of the recent events needs neither a thread nor a queue: its position is all that is
// kept of it. One that falls behind the oldest of them is cut off, with its position; it comes again and reads on from
// the store. One for a principal is not served from the recent events, which are what the gateway may see: they only
// ring for it, and the daemon is asked on behalf of that principal.
//
// begin(), take() and end() are called by the server's thread, the rest by any.
#pragma once

#include <atomic>

#include "core/threads/mutex.hpp"
#include "http/events/page_reads.hpp"
#include "http/events/recent_events.hpp"
#include "http/wire/exchange.hpp"

namespace hf::http {

// What somebody who follows events has asked for.
struct EventWish {
    ReadEvents question{};   // the filters; `after` is where to begin
    bool from_now = false;   // begin with what comes next
    std::string store_id{};  // the store that `after` is of; empty: any
    EventFormat format{};
    std::chrono::milliseconds heartbeat{15'000};
    // For whom the daemon is asked; none: the gateway itself.
    std::optional<std::string> principal{};
    // Whether the credentials of the principal are still good; none: they do not end.
    std::function<bool()> still_good{};
};

// What all readers have in common; it outlives none of them but by this.
struct AroundReaders {
    Daemon& daemon;
    Workers& workers;
    const std::shared_ptr<RecentEvents> recent;
    const std::shared_ptr<PageReads> pages;
};

class EventReader final : public BodySource, public std::enable_shared_from_this<EventReader> {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Opened = std::function<void(std::optional<Response> refusal)>;

    // `number` spreads over time when readers come again; `place` is let go when the reader is.
    EventReader(AroundReaders around, EventWish wish, std::uint64_t number, std::shared_ptr<const void> place);

    // Finds where to begin, and calls back once with a refusal of the daemon's, or with none. A daemon that does not
    // answer is no refusal: the stream waits for it.
    void open(Opened then);

    void begin(std::function<void()> wake) override;
    bool take(std::size_t most, std::vector<Piece>& pieces) override;
    void end() override;

    // There may be more for it.
    void ring();
    // Called about each second: has it say that it is there if it has said nothing for long, looks at the credentials,
    // and asks again where nobody rings. `trouble`: why no events come; empty: they do.
    void tick(Time now, const std::string& trouble);
    // Ends the stream after what is being written, with a notice.
    void finish(std::string_view name, std::string_view detail);

private:
    void begin_at_head(const Called<Encoded>& called);
    // Whether the daemon would say nothing else to the first question than that it is right.
    [[nodiscard]] bool needs_no_answer() const REQUIRES(mutex_);
    void ask_for_page();
    void take_page(PageReads::Read read);
    void rest(std::chrono::milliseconds pause);
    void go_on_after_rest();
    // Takes what the daemon has said to a question; returns how long to rest before the next.
    std::chrono::milliseconds keep(PageOfEvents page) REQUIRES(mutex_);
    std::chrono::milliseconds keep(const CallFailure& failure) REQUIRES(mutex_);
    // Calls back who has opened the reader, if that was not done yet.
    void answer_opening(std::optional<Response> refusal);
    void wake();

    // Puts bytes of the reader's own among the pieces.
    void put(std::string text, std::vector<Piece>& pieces) REQUIRES(mutex_);
    void put(const EventPointer& event, std::vector<Piece>& pieces) REQUIRES(mutex_);
    void put_page(std::size_t most, std::vector<Piece>& pieces) REQUIRES(mutex_);
    void put_recent(std::size_t most, std::vector<Piece>& pieces) REQUIRES(mutex_);
    void put_last_words(std::vector<Piece>& pieces) REQUIRES(mutex_);
    void end_with(std::string name, std::string detail) REQUIRES(mutex_);
    [[nodiscard]] bool must_ask() const REQUIRES(mutex_);

    const AroundReaders around_;
    const EventWish wish_;
    const std::chrono::milliseconds come_again_;
    const std::shared_ptr<const void> place_in_all_;

    std::atomic<bool> woken_ = false;
    Mutex mutex_;
    std::optional<Response> refusal_ GUARDED_BY(mutex_);  // of a question, to be said if nothing else was yet
    Opened opened_ GUARDED_BY(mutex_);
    std::function<void()> wake_ GUARDED_BY(mutex_);
    RecentEvents::Place place_ GUARDED_BY(mutex_);
    PageOfEvents page_ GUARDED_BY(mutex_);  // that is being handed out
    std::size_t in_page_ GUARDED_BY(mutex_) = 0;
    bool asking_ GUARDED_BY(mutex_) = false;    // a page was asked for, or it rests before the next
    bool is_behind_ GUARDED_BY(mutex_) = true;  // what comes next must be read from the store
    std::uint32_t failures_ GUARDED_BY(mutex_) = 0;
    std::uint32_t asked_in_vain_ GUARDED_BY(mutex_) = 0;
    std::string trouble_ GUARDED_BY(mutex_);
    Time said_at_ GUARDED_BY(mutex_){};
    Time looked_at_credentials_ GUARDED_BY(mutex_){};
    bool must_open_ GUARDED_BY(mutex_) = true;
    bool must_say_something_ GUARDED_BY(mutex_) = false;
    std::string last_notice_ GUARDED_BY(mutex_);  // its name; empty: the stream goes on
    std::string last_detail_ GUARDED_BY(mutex_);
    bool ended_ GUARDED_BY(mutex_) = false;
};

}  // namespace hf::http
