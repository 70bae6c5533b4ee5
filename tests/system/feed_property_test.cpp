// P8: whatever happens to the feed, the subscribers and the daemon, each subscriber's log equals
// the store, event by event: no gap, no duplicate, in order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <thread>

#include "client/subscriber.hpp"
#include "tests/system/support/lossy_feed.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

std::vector<RecordedEvent> all_events(Client& client) {
    std::vector<RecordedEvent> events;
    ReadEvents query{.limit = 10'000};
    while (true) {
        auto page = client.query(query);
        EXPECT_TRUE(page) << page.error().error.message;
        if (!page) return events;
        for (auto& event : page->result.events) events.push_back(std::move(event));
        if (!page->result.has_more) return events;
        query.after = page->result.position;
    }
}

// A program that follows the feed, is busy with something else now and then, and now and then ends
// and resumes from the position that it kept.
class Follower {
public:
    Follower(SiteEndpoints endpoints, std::vector<Category> categories, std::uint32_t seed)
        : endpoints_(std::move(endpoints)), categories_(std::move(categories)), thread_([this, seed] { run(seed); }) {}
    ~Follower() { stop(); }
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    // Stops once it has all events up to the position.
    void stop_at(Position position) {
        until_ = position;
        EXPECT_TRUE(eventually([&] { return done_.load(); })) << "it never has all";
        stop();
    }

    // Valid after stop_at().
    [[nodiscard]] const std::vector<RecordedEvent>& log() const { return log_; }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    // These may be asked for at any time.
    [[nodiscard]] std::uint64_t gaps() const { return gaps_; }
    [[nodiscard]] std::uint64_t recovered() const { return recovered_; }
    [[nodiscard]] std::uint64_t from_feed() const { return from_feed_; }
    [[nodiscard]] bool wants(const RecordedEvent& event) const {
        return categories_.empty() || std::count(categories_.begin(), categories_.end(), event.category) > 0;
    }

private:
    void stop() {
        gave_up_ = true;
        if (thread_.joinable()) thread_.join();
    }

    void run(std::uint32_t seed) {
        std::mt19937 random(seed);
        Position kept = 0;
        std::string store_id;
        while (!done_ && failure_.empty()) {
            // Answers are small, so that catching up takes several and is often interrupted.
            const auto per_query = static_cast<std::uint32_t>(5 + random() % 100);
            Subscriber subscriber(endpoints_, {kept, store_id, categories_},
                                  {.events_per_query = per_query, .longest_pause = 200ms});
            auto turns = 500 + random() % 3000;
            const auto gaps_before = gaps_.load();
            const auto recovered_before = recovered_.load();
            const auto from_feed_before = from_feed_.load();
            const auto ends = [&] {
                return until_ != never && subscriber.live() && subscriber.standing().head >= until_;
            };
            while (!done_ && turns-- > 0) {
                auto event = subscriber.next(20ms);
                if (!event) {
                    failure_ = event.error().error.message;
                    break;
                }
                if (*event) log_.push_back(std::move(**event));
                gaps_ = gaps_before + subscriber.figures().gaps;
                recovered_ = recovered_before + subscriber.figures().recovered;
                from_feed_ = from_feed_before + subscriber.figures().from_feed;
                done_ = gave_up_ || (!*event && ends());
                if (random() % 1000 == 0) std::this_thread::sleep_for(30ms);
            }
            kept = subscriber.position();
            store_id = subscriber.store_id();
        }
        done_ = true;
    }

    static constexpr Position never = ~Position{0};

    SiteEndpoints endpoints_;
    std::vector<Category> categories_;
    std::atomic<Position> until_{never};
    std::atomic<bool> gave_up_{false};
    std::atomic<bool> done_{false};
    std::vector<RecordedEvent> log_;
    std::string failure_;
    std::atomic<std::uint64_t> gaps_{0};
    std::atomic<std::uint64_t> recovered_{0};
    std::atomic<std::uint64_t> from_feed_{0};
    std::thread thread_;
};

// Sends commands of all kinds, one after another, to the present daemon.
class Work {
public:
    Work(const RunningDaemon& daemon, std::uint32_t seed)
        : endpoints_(daemon.endpoints()), thread_([this, seed] { run(seed); }) {}
    ~Work() { stop(); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }
    // Templates that it has made: a measure of how far it is, on quick machines and slow ones.
    [[nodiscard]] int made() const { return made_; }

private:
    void run(std::uint32_t seed) {
        std::mt19937 random(seed);
        Client client(endpoints_, {.timeout = 2s, .patience = 2s});
        for (int n = 0; !stopping_; ++n) {
            const auto id = fmt::format("t{}-{}", seed, n);
            if (!client.command(template_called(id))) continue;
            ++made_;
            for (auto updates = random() % 10; updates > 0 && !stopping_; --updates) {
                const ValueMap update{{"template_id", id}, {"max_number", static_cast<std::int64_t>(updates)}};
                static_cast<void>(client.command("UpdateTemplate", Encoded{client.codec().encode(update)}));
                // Alternate between two categories, so that lost events of one lie between heard
                // events of the other.
                if (updates % 2 == 0)
                    static_cast<void>(client.command(DisableProvider{ProviderName{"spare"}, ""}));
                else
                    static_cast<void>(client.command(EnableProvider{ProviderName{"spare"}}));
            }
            if (n % 20 == 0) {
                CreateRequest request;
                request.template_id = TemplateId{"small"};
                request.machine_count = 2;
                if (const auto made = client.command(request); made && random() % 2 == 0)
                    static_cast<void>(client.command(CancelRequest{made->result.request_id, "not needed"}));
            }
            if (random() % 2 == 0) static_cast<void>(client.command(DeleteTemplate{TemplateId{id}, {}, false}));
        }
    }

    SiteEndpoints endpoints_;
    std::atomic<bool> stopping_{false};
    std::atomic<int> made_{0};
    std::thread thread_;
};

void nothing_is_missed(std::uint32_t seed, int restarts) {
    std::mt19937 random(seed);
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    {
        auto client = daemon.client();
        ASSERT_TRUE(client.command(template_called("small", 10)));
        const ValueMap config{{"directory", (daemon.directory() / "spare").string()}};
        ASSERT_TRUE(client.command(RegisterProvider{ProviderName{"spare"}, "process", config}));
    }
    std::vector<std::unique_ptr<LossyFeed>> feeds;
    std::vector<std::unique_ptr<Follower>> followers;
    const std::vector<std::vector<Category>> subscriptions{
        {}, {}, {Category::machine}, {Category::template_}, {Category::provider, Category::template_}};
    for (const auto& categories : subscriptions) {
        auto endpoints = daemon.endpoints();
        const auto number = static_cast<std::uint32_t>(followers.size());
        if (number > 0) {
            // The first follower hears the daemon directly.
            const auto socket = daemon.directory() / fmt::format("lossy-{}.sock", number);
            feeds.push_back(
                std::make_unique<LossyFeed>(endpoints.events, "ipc://" + socket.string(), seed * 10 + number));
            endpoints.events = feeds.back()->endpoint();
        }
        followers.push_back(std::make_unique<Follower>(endpoints, categories, seed * 10 + number));
    }
    {
        Work one(daemon, seed * 10);
        Work other(daemon, seed * 10 + 1);
        const auto work = [&](std::uint32_t templates) {
            const auto until = one.made() + other.made() + static_cast<int>(templates);
            ASSERT_TRUE(eventually([&] { return one.made() + other.made() >= until; }));
        };
        for (int n = 0; n < restarts; ++n) {
            work(static_cast<std::uint32_t>(10 + random() % 30));
            if (random() % 3 == 0)
                EXPECT_EQ(daemon.stop(), 0);
            else
                daemon.kill_hard();
            daemon.start();
        }
        work(20);
        // It goes on until something has been lost and mended everywhere, else this would show nothing.
        EXPECT_TRUE(eventually([&] {
            return std::all_of(feeds.begin(), feeds.end(), [](const auto& feed) { return feed->lost() > 0; }) &&
                   followers[0]->from_feed() > 0 && followers[1]->from_feed() > 0 && followers[1]->gaps() > 0 &&
                   followers[1]->recovered() > 0;
        }));
    }
    auto client = daemon.client();
    return_everything(client);
    const auto until = client.query(GetStatus{})->position;
    ASSERT_GT(until, 100U);
    for (const auto& follower : followers) follower->stop_at(until);
    // Now, so that it has all that they may have heard: the site may still have had something to say after `until`.
    const auto stored = all_events(client);
    for (const auto& follower : followers) {
        EXPECT_EQ(follower->failure(), "");
        std::vector<RecordedEvent> expected;
        std::size_t due = 0;
        for (const auto& event : stored) {
            if (!follower->wants(event)) continue;
            expected.push_back(event);
            if (event.position <= until) ++due;
        }
        const auto& log = follower->log();
        EXPECT_GE(log.size(), due);
        ASSERT_LE(log.size(), expected.size());
        for (std::size_t i = 0; i < log.size(); ++i) {
            // The feed of a site with principals leaves out what is confidential.
            if (log[i].withheld) withhold(expected[i], wire_codec());
            ASSERT_EQ(log[i], expected[i]) << "at " << expected[i].position << " it has " << log[i].position;
        }
        std::printf("%zu events, %llu of them from the feed; %llu gaps, %llu events recovered\n", log.size(),
                    static_cast<unsigned long long>(follower->from_feed()),
                    static_cast<unsigned long long>(follower->gaps()),
                    static_cast<unsigned long long>(follower->recovered()));
    }
}

TEST(P8NothingMissed, WhateverBecomesOfFeedSubscribersAndDaemon) {
    for (const std::uint32_t seed : {1U, 2U}) {
        SCOPED_TRACE(seed);
        nothing_is_missed(seed, 4);
        if (::testing::Test::HasFailure()) return;
    }
}

TEST(P8NothingMissedSoak, WhateverBecomesOfFeedSubscribersAndDaemon) {
    for (std::uint32_t seed = 100; seed < 120; ++seed) {
        SCOPED_TRACE(seed);
        nothing_is_missed(seed, 15);
        if (::testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace hf::system_test
