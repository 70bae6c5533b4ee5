#include "http/events/event_reader.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "client/subscriber.hpp"
#include "core/queries/who_am_i.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A page takes some milliseconds of the daemon's time and of a worker's.
constexpr std::uint32_t events_of_a_page = 500;
constexpr std::uint32_t bytes_of_a_page = 64 * 1024;
// A reader for a principal asks no more often, however fast events come.
constexpr milliseconds between_questions = 500ms;
constexpr milliseconds first_rest = 500ms;
constexpr milliseconds longest_rest = 5000ms;
constexpr auto between_looks_at_credentials = 5s;

// Readers whose gateway has ended come again one after another.
milliseconds spread(std::uint64_t number) { return milliseconds{1000 + number * 619 % 3000}; }

// Whether the daemon does not want to be asked like that, in contrast to a daemon that cannot answer now.
bool is_refusal(const CallFailure& failure) {
    return failure.kind == CallFailure::Kind::unreadable ||
           (failure.kind == CallFailure::Kind::refused && !failure.error.retryable);
}

Response refusal_for(const CallFailure& failure) {
    return failure.kind == CallFailure::Kind::refused ? problem_of(failure.error)
                                                      : problem_of(Refusal::unreadable_answer, failure.error.message);
}

}  // namespace

EventReader::EventReader(AroundReaders around, EventWish wish, std::uint64_t number, std::shared_ptr<const void> place)
    : around_(std::move(around)),
      wish_(std::move(wish)),
      come_again_(spread(number)),
      place_in_all_(std::move(place)),
      place_{.after = wish_.question.after},
      said_at_(steady_clock::now()) {}

void EventReader::open(Opened then) {
    bool has_position = !wish_.from_now;
    bool asks = true;
    {
        const MutexLock lock(mutex_);
        opened_ = std::move(then);
        if (const auto head = wish_.from_now ? around_.recent->head() : std::nullopt) {
            place_.after = *head;
            has_position = true;
        }
        if (has_position && needs_no_answer()) asks = is_behind_ = false;
        asking_ = asks;
    }
    if (!asks) return answer_opening({});
    if (has_position) return ask_for_page();
    DaemonCall call{.message = WhoAmI::describe.name, .body = Encoded{wire_codec().encode(WhoAmI{})}};
    call.options.on_behalf_of = wish_.principal;
    around_.daemon.call(std::move(call),
                        [self = shared_from_this()](const Called<Encoded>& called) { self->begin_at_head(called); });
}

bool EventReader::needs_no_answer() const {
    const auto& question = wish_.question;
    const bool has_filters = question.categories || question.types || question.stream;
    return !wish_.principal && wish_.store_id.empty() && !has_filters && around_.recent->covers(place_.after);
}

void EventReader::begin_at_head(const Called<Encoded>& called) {
    if (!called) {
        // Without a position there is nothing to wait at.
        const auto& failure = called.error();
        return answer_opening(is_refusal(failure) ? refusal_for(failure)
                                                  : problem_of(Refusal::daemon_unreachable, failure.error.message));
    }
    {
        const MutexLock lock(mutex_);
        place_.after = called->position;
    }
    ask_for_page();
}

void EventReader::ask_for_page() {
    auto question = wish_.question;
    question.limit = events_of_a_page;
    question.max_bytes = bytes_of_a_page;
    {
        const MutexLock lock(mutex_);
        question.after = place_.after;
    }
    const auto weak = weak_from_this();
    around_.pages->read(question, wish_.principal, weak, [weak](PageReads::Read read) {
        if (const auto self = weak.lock()) self->take_page(std::move(read));
    });
}

void EventReader::take_page(PageReads::Read read) {
    std::optional<Response> refusal;
    milliseconds pause{0};
    {
        const MutexLock lock(mutex_);
        pause = read ? keep(std::move(*read)) : keep(read.error());
        asking_ = pause > 0ms;
        refusal.swap(refusal_);
    }
    answer_opening(std::move(refusal));
    if (pause > 0ms) rest(pause);
    wake();
}

milliseconds EventReader::keep(PageOfEvents page) {
    failures_ = 0;
    trouble_.clear();
    if (!wish_.store_id.empty() && wish_.store_id != page.store_id) {
        const auto what =
            fmt::format("the daemon has the store {}, where this position means other events", page.store_id);
        refusal_ = problem_of(error(Code::conflict, "{}", what));
        end_with("another_store", what);
        return 0ms;
    }
    asked_in_vain_ = page.position > place_.after ? 0 : asked_in_vain_ + 1;
    page_ = std::move(page);
    in_page_ = 0;
    is_behind_ = page_.has_more;
    return !is_behind_ && (wish_.principal || asked_in_vain_ > 1) ? between_questions : 0ms;
}

milliseconds EventReader::keep(const CallFailure& failure) {
    if (is_refusal(failure)) {
        refusal_ = refusal_for(failure);
        end_with(events_are_gone(failure) ? "gone" : "refused", failure.error.message);
        return 0ms;
    }
    trouble_ = failure.error.message;
    return std::min(first_rest * (1U << std::min(failures_++, 4U)), longest_rest);
}

void EventReader::rest(milliseconds pause) {
    around_.workers.run_after(pause, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->go_on_after_rest();
    });
}

void EventReader::go_on_after_rest() {
    {
        const MutexLock lock(mutex_);
        asking_ = false;
    }
    wake();
}

void EventReader::answer_opening(std::optional<Response> refusal) {
    Opened then;
    {
        const MutexLock lock(mutex_);
        then.swap(opened_);
    }
    if (then) then(std::move(refusal));
}

void EventReader::begin(std::function<void()> wake) {
    const MutexLock lock(mutex_);
    wake_ = std::move(wake);
}

void EventReader::end() {
    const MutexLock lock(mutex_);
    ended_ = true;
    wake_ = nullptr;
    page_ = {};
}

void EventReader::wake() {
    if (woken_.exchange(true)) return;
    const MutexLock lock(mutex_);
    if (wake_) wake_();
}

void EventReader::ring() { wake(); }

bool EventReader::take(std::size_t most, std::vector<Piece>& pieces) {
    woken_ = false;
    bool asks = false;
    bool goes_on = true;
    {
        const MutexLock lock(mutex_);
        if (std::exchange(must_open_, false)) put(opening(wish_.format, come_again_), pieces);
        put_page(most, pieces);
        const bool has_page = in_page_ < page_.events.size();
        if (!has_page && last_notice_.empty()) {
            put_recent(most, pieces);
            asks = last_notice_.empty() && must_ask();
            asking_ = asking_ || asks;
        }
        if (!has_page && !last_notice_.empty()) {
            put_last_words(pieces);
            goes_on = false;
        } else if (std::exchange(must_say_something_, false) && pieces.empty()) {
            put(heartbeat(wish_.format, place_.after, trouble_), pieces);
        }
        if (!pieces.empty()) said_at_ = steady_clock::now();
    }
    if (asks) ask_for_page();
    return goes_on;
}

void EventReader::put(std::string text, std::vector<Piece>& pieces) {
    if (text.empty()) return;
    const auto held = std::make_shared<const std::string>(std::move(text));
    pieces.push_back({held, *held});
}

void EventReader::put(const EventPointer& event, std::vector<Piece>& pieces) {
    pieces.push_back({event, event->in(wish_.format)});
}

void EventReader::put_page(std::size_t most, std::vector<Piece>& pieces) {
    for (std::size_t bytes = 0; in_page_ < page_.events.size() && bytes < most; ++in_page_) {
        const auto& event = page_.events[in_page_];
        place_.after = event->position();
        bytes += event->size();
        put(event, pieces);
    }
    if (in_page_ < page_.events.size()) return;
    place_.after = std::max(place_.after, page_.position);
    page_ = {};
    in_page_ = 0;
}

void EventReader::put_recent(std::size_t most, std::vector<Piece>& pieces) {
    if (wish_.principal || asking_) return;
    std::vector<EventPointer> found;
    switch (around_.recent->look(place_, wish_.question, most, found)) {
        case RecentEvents::Look::served: is_behind_ = false; break;
        case RecentEvents::Look::behind: is_behind_ = true; break;
        case RecentEvents::Look::dropped:
            end_with("cut_off", "events came faster than they were taken; come again with this position");
            spdlog::info("a reader of events was cut off at position {}: it takes them too slowly", place_.after);
            break;
        case RecentEvents::Look::closed: break;
    }
    for (const auto& event : found) put(event, pieces);
}

bool EventReader::must_ask() const {
    if (asking_ || ended_) return false;
    return is_behind_ || (wish_.principal && around_.recent->head().value_or(0) > place_.after);
}

void EventReader::put_last_words(std::vector<Piece>& pieces) {
    put(opening(wish_.format, come_again_), pieces);
    put(notice(wish_.format, last_notice_, place_.after, last_detail_), pieces);
}

void EventReader::end_with(std::string name, std::string detail) {
    if (!last_notice_.empty()) return;
    last_notice_ = std::move(name);
    last_detail_ = std::move(detail);
}

void EventReader::tick(Time now, const std::string& trouble) {
    bool must_look = false;
    {
        const MutexLock lock(mutex_);
        if (wish_.still_good && now - looked_at_credentials_ >= between_looks_at_credentials) {
            looked_at_credentials_ = now;
            must_look = true;
        }
        if (!trouble.empty() || !is_behind_) trouble_ = trouble;
        // Nobody rings while the gateway itself hears nothing, and the principal may be answered all the same.
        if (wish_.principal && !trouble.empty() && !asking_) is_behind_ = true;
        must_say_something_ = must_say_something_ || now - said_at_ >= wish_.heartbeat;
        if (!must_say_something_ && !is_behind_ && !must_look) return;
    }
    if (must_look && !wish_.still_good()) return finish("unauthorized", "the credentials are not good any more");
    wake();
}

void EventReader::finish(std::string_view name, std::string_view detail) {
    {
        const MutexLock lock(mutex_);
        end_with(std::string(name), std::string(detail));
    }
    answer_opening(problem_of(name == "stopping" ? Refusal::stopping : Refusal::daemon_unreachable, detail));
    wake();
}

}  // namespace hf::http
