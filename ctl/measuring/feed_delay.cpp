#include "ctl/measuring/feed_delay.hpp"

#include <algorithm>

#include "client/subscriber.hpp"
#include "core/queries/get_status.hpp"
#include "ctl/measuring/bench_template.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto until_live = 5s;
constexpr auto longest_delay = 5s;

// Takes events until that of the position is there. Returns what is wrong.
std::optional<std::string> hear(Subscriber& feed, Position position, const Pause& pause) {
    const auto deadline = steady_clock::now() + longest_delay;
    while (feed.position() < position) {
        if (steady_clock::now() >= deadline) return "an event was not heard within 5 s";
        const auto event = feed.next(100ms);
        if (!event) return event.error().error.message;
        if (!*event && pause(0ms)) break;
    }
    return std::nullopt;
}

std::optional<std::string> become_live(Subscriber& feed, const Pause& pause) {
    const auto deadline = steady_clock::now() + until_live;
    while (!feed.live()) {
        if (steady_clock::now() >= deadline) return "the feed was not heard within 5 s";
        const auto event = feed.next(100ms);
        if (!event) return event.error().error.message;
        if (pause(0ms)) break;
    }
    return std::nullopt;
}

}  // namespace

tl::expected<Timing, std::string> measure_feed_delay(Client& client, const FeedLoad& load, const Pause& pause) {
    if (client.endpoints().events.empty()) return tl::make_unexpected("no endpoint for events is known");
    const auto status = client.query(GetStatus{});
    if (!status) return tl::make_unexpected(status.error().error.message);
    Subscriber feed(client.endpoints(), {.after = status->result.position, .store_id = status->result.store_id});
    if (auto wrong = become_live(feed, pause)) return tl::make_unexpected(std::move(*wrong));
    if (pause(0ms)) return Timing{};
    const auto made = BenchTemplate::make(client);
    if (!made) return tl::make_unexpected(made.error());

    Timings timings;
    const auto every = std::max<milliseconds>(load.duration / std::max(load.events, 1U), 1ms);
    const auto begin = steady_clock::now();
    for (std::uint32_t i = 0; i < load.events && steady_clock::now() - begin < load.duration; ++i) {
        if (pause(every)) break;
        const auto position = (*made)->change(fmt::format("measurement {}", i + 1));
        const auto replied = steady_clock::now();
        if (!position) return tl::make_unexpected(position.error().error.message);
        if (auto wrong = hear(feed, *position, pause)) return tl::make_unexpected(std::move(*wrong));
        timings.add(steady_clock::now() - replied);
    }
    return timings.over(steady_clock::now() - begin);
}

}  // namespace hf::ctl
