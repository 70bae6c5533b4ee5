#include "http/events/event_feeder.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "client/client.hpp"
#include "core/queries/who_am_i.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds longest_listening = 200ms;
constexpr milliseconds between_looks = 50ms;
constexpr milliseconds between_attempts = 500ms;
constexpr auto between_ticks = 1s;
// To write to a reader takes about this long. Rings are so far apart that the loop has as much time for others, and at
// a thousand readers each write has the events of 20 ms.
constexpr std::chrono::microseconds time_for_a_reader{20};
constexpr milliseconds longest_between_rings = 50ms;
// One question's worth.
constexpr Position events_before_the_present = 2000;
// Short, so that a daemon that is gone does not delay the end of the gateway.
const CallRules calls_of_the_feeder{.timeout = 2s, .patience = 200ms};

}  // namespace

EventFeeder::EventFeeder(SiteEndpoints endpoints, RecentEvents& recent, EventReaders& readers)
    : endpoints_(std::move(endpoints)), recent_(recent), readers_(readers), thread_([this] { run(); }) {}

void EventFeeder::stop() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
}

void EventFeeder::run() {
    while (!stopped_) try {
            const auto head = ask_for_head();
            if (!head) {
                pause();
                continue;
            }
            const auto before = std::exchange(begins_at_head_, false) ? 0 : events_before_the_present;
            const auto after = *head - std::min(*head, before);
            recent_.begin(after, *head);
            readers_.ring();
            follow({.after = after});
        } catch (const std::exception& fault) {
            spdlog::error("events cannot be followed: {}", fault.what());
            have_trouble(fault.what());
            pause();
        }
}

std::optional<Position> EventFeeder::ask_for_head() {
    Client client(endpoints_, calls_of_the_feeder);
    const auto called = client.query(WhoAmI{});
    if (called) return called->position;
    have_trouble(called.error().error.message);
    return std::nullopt;
}

void EventFeeder::follow(Subscription subscription) {
    Subscriber subscriber(endpoints_, std::move(subscription), Subscriber::Options{.calls = calls_of_the_feeder});
    while (!stopped_) {
        auto now = steady_clock::now();
        const auto until_ring = std::chrono::ceil<milliseconds>(ring_at_ - now);
        const auto event =
            subscriber.next(has_news_ ? std::clamp(until_ring, 0ms, longest_listening) : longest_listening);
        if (!event) {
            if (!goes_on_after(event.error())) return;
        } else if (*event) {
            take(**event);
        }
        const auto standing = subscriber.standing();
        const bool is_silent = standing.phase == Subscriber::Phase::connecting;
        if (event) have_trouble(!is_silent ? "" : standing.trouble ? standing.trouble->message : "no daemon answers");
        now = steady_clock::now();
        look_after_readers(now);
    }
}

void EventFeeder::take(const RecordedEvent& event) {
    auto text = encoded(event);
    if (!text) throw std::runtime_error(text.error());
    recent_.add(std::move(*text));
    has_news_ = true;
}

void EventFeeder::look_after_readers(Time now) {
    if (has_news_ && now >= ring_at_) {
        readers_.ring();
        has_news_ = false;
        ring_at_ = now + std::min<Time::duration>(time_for_a_reader * readers_.count(), longest_between_rings);
    }
    if (now < tick_at_) return;
    readers_.tick(now, trouble_);
    tick_at_ = now + between_ticks;
}

bool EventFeeder::goes_on_after(const CallFailure& failure) {
    have_trouble(failure.error.message);
    if (failure.error.code == Code::conflict) {
        recent_.close();
        readers_.finish("another_store", failure.error.message);
        return false;
    }
    if (events_are_gone(failure)) {
        begins_at_head_ = true;
        return false;
    }
    pause();
    return true;
}

void EventFeeder::have_trouble(std::string trouble) {
    if (trouble == trouble_) return;
    if (trouble.empty())
        spdlog::info("events are followed again");
    else
        spdlog::warn("events: {}", trouble);
    trouble_ = std::move(trouble);
}

// The readers are looked after meanwhile: they say that they are there.
void EventFeeder::pause() {
    const auto until = steady_clock::now() + between_attempts;
    while (!stopped_ && steady_clock::now() < until) {
        look_after_readers(steady_clock::now());
        std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace hf::http
