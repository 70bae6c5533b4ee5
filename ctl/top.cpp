#include "ctl/top.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "adapters/system/system_clock.hpp"
#include "client/subscriber.hpp"
#include "core/queries/read_events.hpp"
#include "ctl/top_frame.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// However many events arrive, the screen changes no more often than an eye can follow.
constexpr milliseconds between_frames = 200ms;
constexpr milliseconds longest_without_look = 1000ms;
// A key is read within this time.
constexpr milliseconds between_keys = 50ms;
// Short, so that a daemon that is gone does not delay the keys.
constexpr milliseconds patience_while_live = 500ms;
constexpr milliseconds longest_call = 2000ms;
constexpr std::uint32_t most_requests = 100;
constexpr std::size_t most_failures = 50;
// How many events back failures are looked for.
constexpr Position history = 2000;
constexpr std::uint32_t events_per_query = 500;

struct TopOptions {
    std::uint32_t frames = 0;
    bool once = false;
};

// The data of the frame, queried from the daemon and heard on the feed.
class TopView {
public:
    TopView(Client& client, SiteEndpoints endpoints) : client_(client), endpoints_(std::move(endpoints)) {}

    std::optional<CallFailure> look() {
        auto failed = ask();
        seen_.now = SystemClock().now();
        seen_.trouble = failed ? failed->error.message : "";
        return failed;
    }
    [[nodiscard]] const TopFigures& seen() const { return seen_; }

    // Reads the failures from before the first look.
    void read_history() {
        heard_ = seen_.status.position - std::min(seen_.status.position, history);
        while (heard_ < seen_.status.position) {
            const auto read = client_.query(ReadEvents{.after = heard_, .limit = events_per_query});
            if (!read) return;
            for (const auto& event : read->result.events) take(event);
            // There may be none that may be seen.
            heard_ = read->result.position;
        }
    }
    // Waits until something has happened or the time is over. If the feed fails, only the clock
    // decides when to look again.
    bool listen(milliseconds most) {
        if (!feed_) feed_.emplace(endpoints_, Subscription{.after = heard_, .store_id = seen_.status.store_id});
        const auto end = steady_clock::now() + most;
        const auto event = feed_->next(most);
        if (!event) {
            // Events of another store do not continue these.
            if (event.error().error.code == Code::conflict) begin_anew();
            std::this_thread::sleep_until(end);
            return false;
        }
        if (!*event) return false;
        take(**event);
        return true;
    }

private:
    std::optional<CallFailure> ask() {
        auto status = client_.query(GetStatus{});
        if (!status) return status.error();
        auto statistics = client_.query(GetStatistics{});
        if (!statistics) return statistics.error();
        CountMachines by_template;
        by_template.by = MachineGrouping::template_;
        auto machines = client_.query(by_template);
        if (!machines) return machines.error();
        std::vector<Request> requests;
        std::uint64_t open = 0;
        for (const auto state : {RequestStatus::in_progress, RequestStatus::pending}) {
            ListRequests query;
            query.status = state;
            query.page.limit = most_requests;
            auto list = client_.query(query);
            if (!list) return list.error();
            open += list->result.total;
            std::move(list->result.items.begin(), list->result.items.end(), std::back_inserter(requests));
        }
        seen_.status = std::move(status->result);
        seen_.statistics = std::move(statistics->result);
        seen_.machines = std::move(machines->result);
        seen_.requests = std::move(requests);
        seen_.open = open;
        return std::nullopt;
    }

    void take(const RecordedEvent& event) {
        heard_ = event.position;
        auto failure = failure_in(event);
        if (!failure) return;
        seen_.failures.push_front(std::move(*failure));
        if (seen_.failures.size() > most_failures) seen_.failures.pop_back();
    }
    void begin_anew() {
        feed_.reset();
        seen_.failures.clear();
        if (!ask()) read_history();
    }

    Client& client_;
    SiteEndpoints endpoints_;
    TopFigures seen_;
    Position heard_ = 0;  // the last event that was looked at
    std::optional<Subscriber> feed_;
};

// When the next look is due: soon after something has happened, otherwise after a second.
class Due {
public:
    void looked() {
        last_ = steady_clock::now();
        happened_ = false;
    }
    void happened() { happened_ = true; }
    [[nodiscard]] milliseconds left() const {
        const auto next = last_ + (happened_ ? between_frames : longest_without_look);
        return std::max(0ms, std::chrono::ceil<milliseconds>(next - steady_clock::now()));
    }

private:
    steady_clock::time_point last_;
    bool happened_ = false;
};

std::string text_of(const std::vector<ScreenLine>& lines) {
    std::string text;
    for (const auto& line : lines) text += line.text + "\n";
    return text;
}

ExitStatus show_frames(Client& client, const SiteEndpoints& endpoints, std::uint32_t frames) {
    TopView view(client, endpoints);
    for (std::uint32_t frame = 0; frame < frames; ++frame) {
        if (auto failed = view.look()) return tell(*failed);
        view.read_history();
        if (!print((frame > 0 ? "\n" : "") + text_of(top_frame(view.seen(), no_window)))) return ExitStatus::ok;
        if (frame + 1 == frames) break;
        const auto next = steady_clock::now() + longest_without_look;
        while (steady_clock::now() < next)
            view.listen(std::max(0ms, std::chrono::ceil<milliseconds>(next - steady_clock::now())));
    }
    return ExitStatus::ok;
}

ExitStatus keep_showing(Client& client, const SiteEndpoints& endpoints) {
    TopView view(client, endpoints);
    // A daemon that was never there is reported as by every other verb, not on a screen.
    if (auto failed = view.look()) return tell(*failed);
    view.read_history();
    Screen screen;
    Due due;
    due.looked();
    auto size = Screen::size();
    if (!screen.show(top_frame(view.seen(), size))) return ExitStatus::ok;
    while (true) {
        for (char key = Screen::key(); key != 0; key = Screen::key())
            if (key == 'q' || key == 'Q') return ExitStatus::ok;
        const bool resized = Screen::size() != size;
        if (resized || due.left() == 0ms) {
            if (due.left() == 0ms) {
                std::ignore = view.look();
                due.looked();
            }
            size = Screen::size();
            if (!screen.show(top_frame(view.seen(), size))) return ExitStatus::ok;
            continue;
        }
        if (view.listen(std::min(between_keys, due.left()))) due.happened();
    }
}

ExitStatus run(const Connection& connection, const TopOptions& options) {
    const auto& global = connection.global();
    if (global.output() != Format::table && global.output() != Format::wide)
        return tell_usage("top is for people; for programs there are status, statistics and events, with -o");
    const auto site = find_site(global.config.empty() ? std::nullopt : std::optional(global.config));
    if (!site) return tell_usage(site.error());
    const bool live = options.frames == 0 && !options.once && is_live_terminal();
    CallRules rules{.timeout = global.timeout()};
    if (live) rules = {.timeout = std::min(global.timeout(), longest_call), .patience = patience_while_live};
    rules.on_behalf_of = global.on_behalf_of;
    Client client(site->endpoints, rules);
    return live ? keep_showing(client, site->endpoints)
                : show_frames(client, site->endpoints, std::max(options.frames, 1U));
}

}  // namespace

void add_top(CommandLine& line) {
    const auto options = std::make_shared<TopOptions>();
    auto& app = line.add("", "top", "Open requests, machines and failures, shown again as they change, until q.");
    auto* frames =
        app.add_option("-n,--frames", options->frames,
                       "how many times to show it, a second apart, one below the other; where the output is no "
                       "terminal, once");
    frames->type_name("N")->check(CLI::Range(1, 1'000'000).description(""));
    app.add_flag("--once", options->once, "the same as -n 1")->excludes(frames);
    line.does(app, [options](Connection& connection) { return run(connection, *options); });
}

}  // namespace hf::ctl
