// Measures how fast a subscriber that is far behind catches up, and how much that delays commits. What live
// subscribers cost, and how soon an event reaches them, is measured by feed_bench.
//
//     catch_up_bench [directory [events]]     # default: . 1000000
//
// A store with this many events is written in a scratch directory there, which is removed again.
// The daemon runs in this process, and its clients use its sockets.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "bench/measuring.hpp"
#include "bench/servers/child_process.hpp"
#include "bench/site_history.hpp"
#include "client/async_client.hpp"
#include "client/client.hpp"
#include "client/site_view.hpp"
#include "client/subscriber.hpp"
#include "core/commands/create_template.hpp"
#include "core/threads/mutex.hpp"
#include "daemon/daemon.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;
using namespace std::chrono_literals;

constexpr double load_seconds = 4;
// The rate of a busy site, far below what the daemon can do.
constexpr double usual_rate = 2000;

constexpr auto changed_template = "changed-all-the-time";

Position write_store(const std::filesystem::path& file, Position wanted) {
    const MsgpackCodec codec;
    SqliteEventStore store({.path = file});
    SiteHistory history;
    auto events = history.beginning();
    while (!events.empty()) {
        std::vector<RecordedEvent> records;
        for (const auto& placed : events) records.push_back(record(placed, codec));
        store.append(records, {});
        events.clear();
        while (events.size() < 10'000 && store.head() + events.size() < wanted)
            for (auto& event : history.next_request()) events.push_back(std::move(event));
    }
    return store.head();
}

Configuration configuration_in(const std::filesystem::path& directory) {
    const auto endpoint = [&](std::string_view name) {
        return Endpoint{fmt::format("ipc://{}/{}.sock", directory.string(), name)};
    };
    Configuration configuration;
    configuration.endpoints = {endpoint("commands"), endpoint("queries"), endpoint("events")};
    configuration.store.path = (directory / "events.db").string();
    ProviderSettings local;
    local.name = {"local"};
    local.type = "process";
    local.config = {{"directory", (directory / "machines").string()}};
    configuration.providers = {local};
    return configuration;
}

// Reads events until the subscriber is live; returns their number.
std::uint64_t catch_up(const SiteEndpoints& endpoints, std::vector<Category> categories, const auto& take,
                       const std::atomic<bool>* stop = nullptr) {
    Subscriber subscriber(endpoints, {.categories = std::move(categories)});
    while (!subscriber.live() && !(stop && *stop)) {
        const auto event = subscriber.next(100ms);
        if (!event) throw std::runtime_error(event.error().error.message);
        if (*event) take(**event);
    }
    return subscriber.figures().handed_over;
}

void measure_catch_up(const SiteEndpoints& endpoints, std::string_view what, std::vector<Category> categories,
                      const auto& take) {
    const auto start = Stopwatch::now();
    const auto events = catch_up(endpoints, std::move(categories), take);
    const auto seconds = seconds_since(start);
    fmt::print("{:<44} {:>9} events in {:>5.2f} s, {:>9.0f} a second\n", what, events, seconds,
               static_cast<double>(events) / seconds);
}

// What a load's callbacks hear, on the client's thread.
class Answers {
public:
    void note(Stopwatch::time_point begun, const Called<Encoded>& done) EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        latencies_ms_.push_back(seconds_since(begun) * 1e3);
        if (!done) failed_ = done.error().error.message;
    }
    // Returns the latencies. Throws if a command has failed.
    [[nodiscard]] std::vector<double> end() EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        if (!failed_.empty()) throw std::runtime_error(failed_);
        return std::move(latencies_ms_);
    }

private:
    Mutex mutex_;
    std::vector<double> latencies_ms_ GUARDED_BY(mutex_);
    std::string failed_ GUARDED_BY(mutex_);
};

// Sends commands of one event each for some seconds: as many as possible, or `rate` per second.
void load(const SiteEndpoints& endpoints, std::string_view what, double rate) {
    static std::int64_t number = 0;
    Answers answers;  // outlives the client, which ends every call before it is gone
    AsyncClient client(endpoints, {.calls = {.timeout = 1min}, .most_in_flight = 500});
    std::uint64_t sent = 0;
    const auto start = Stopwatch::now();
    while (seconds_since(start) < load_seconds) {
        if (rate > 0)
            std::this_thread::sleep_until(start + std::chrono::duration<double>(static_cast<double>(sent) / rate));
        const ValueMap update{{"template_id", changed_template}, {"max_number", ++number % 1'000'000}};
        ++sent;
        client.send("UpdateTemplate", Encoded{wire_codec().encode(update)},
                    [&, begun = Stopwatch::now()](const Called<Encoded>& done) { answers.note(begun, done); });
    }
    while (client.in_flight() > 0) std::this_thread::sleep_for(1ms);
    const auto seconds = seconds_since(start);
    client.close();
    auto latencies = answers.end();
    fmt::print("{:<44} {:>9.0f} commits/s, p50 {:>7.2f} ms, p99 {:>7.2f} ms\n", what,
               static_cast<double>(latencies.size()) / seconds, percentile(latencies, 0.5),
               percentile(latencies, 0.99));
}

void measure_disturbance(const SiteEndpoints& endpoints) {
    for (const double rate : {0.0, usual_rate}) {
        const auto how = rate > 0 ? fmt::format("{:.0f} commands/s", rate) : std::string("all it can do");
        load(endpoints, how, rate);
        std::atomic<bool> stop{false};
        std::uint64_t events = 0;
        const auto start = Stopwatch::now();
        std::thread reader([&] {
            while (!stop)
                events += catch_up(
                    endpoints, {}, [](const auto&) {}, &stop);
        });
        load(endpoints, "… while a subscriber catches up, over and over", rate);
        stop = true;
        reader.join();
        fmt::print("{:<44} {:>9.0f} events/s\n", "… which gets", static_cast<double>(events) / seconds_since(start));
    }
}

void measure(const std::filesystem::path& directory, Position wanted) {
    const auto configuration = configuration_in(directory);
    const auto events = write_store(configuration.store.path, wanted);
    const auto start = Stopwatch::now();
    Daemon daemon(configuration);
    daemon.start();
    fmt::print("{} events in the store; the daemon has started in {:.1f} s\n\n", events, seconds_since(start));
    const SiteEndpoints endpoints{configuration.endpoints.commands.value, configuration.endpoints.queries.value,
                                  configuration.endpoints.events.value};
    CreateTemplate command;
    command.spec.template_id = {changed_template};
    command.spec.provider = {"local"};
    if (const auto made = Client(endpoints).command(command); !made)
        throw std::runtime_error(made.error().error.message);
    measure_catch_up(endpoints, "catching up, everything", {}, [](const auto&) {});
    measure_catch_up(endpoints, "… machines alone", {Category::machine}, [](const auto&) {});
    measure_catch_up(endpoints, "… templates alone (next to none)", {Category::template_}, [](const auto&) {});
    SiteView view;
    measure_catch_up(endpoints, "… everything, and made a SiteView of", {}, [&](const RecordedEvent& event) {
        if (const auto why = view.take(event)) throw std::runtime_error(*why);
    });
    fmt::print("\n");
    measure_disturbance(endpoints);
    daemon.stop();
}

}  // namespace

int main(int argc, char** argv) {
    // Missing machines are expected here, so warnings are not logged.
    spdlog::set_level(spdlog::level::err);
    try {
        const testing::TemporaryDirectory scratch(argc > 1 ? argv[1] : ".");
        measure(scratch.path(), argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
