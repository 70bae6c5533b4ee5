// A view that is made of the feed alone equals the daemon's answers, field by field.
#include "client/site_view.hpp"
#include "client/snapshot.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/system/support/lossy_feed.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

template <class T>
std::vector<std::string> encoded(const std::vector<const T*>& items) {
    std::vector<std::string> result;
    for (const auto* item : items) result.push_back(wire_codec().encode(*item));
    return result;
}
std::vector<std::string> encoded(const std::vector<Template>& items) {
    std::vector<std::string> result;
    for (const auto& item : items) result.push_back(wire_codec().encode(item));
    return result;
}

const Request& shown(const Request& request) { return request; }
const Machine& shown(const Machine& machine) { return machine; }
const Template& shown(const ListedTemplate& listed) { return listed.tmpl; }

// All pages of a list, item by item, in the daemon's order; nothing if an event happens meanwhile.
template <class Q>
std::optional<std::vector<std::string>> listed(Client& client, Q query, Position position) {
    std::vector<std::string> result;
    query.page.limit = 7;
    while (true) {
        const auto page = client.query(query);
        EXPECT_TRUE(page) << page.error().error.message;
        if (!page || page->position != position) return std::nullopt;
        for (const auto& item : page->result.items) result.push_back(wire_codec().encode(shown(item)));
        if (!page->result.next) return result;
        query.page.after = page->result.next;
    }
}

struct Lists {
    std::optional<std::vector<std::string>> requests;
    std::optional<std::vector<std::string>> machines;
    std::optional<std::vector<std::string>> templates;
    Position position = 0;
};

// All lists as of one position.
Lists lists_of(Client& client) {
    ListTemplates templates;
    templates.active_only = false;
    templates.include_configuration = true;
    Lists lists;
    EXPECT_TRUE(eventually([&] {
        const auto status = client.query(GetStatus{});
        if (!status) return false;
        lists.position = status->position;
        lists.requests = listed(client, ListRequests{}, lists.position);
        lists.machines = listed(client, ListMachines{}, lists.position);
        lists.templates = listed(client, templates, lists.position);
        return lists.requests && lists.machines && lists.templates;
    }));
    return lists;
}

void work_at_random(RunningDaemon& daemon, std::uint32_t seed) {
    std::mt19937 random(seed);
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small", 20)));
    std::vector<RequestId> requests;
    for (int n = 0; n < 120; ++n) {
        const auto id = fmt::format("t{}", random() % 12);
        switch (random() % 8) {
            case 0:
            case 1: static_cast<void>(client.command(template_called(id, static_cast<int>(random() % 50)))); break;
            case 2: static_cast<void>(client.command(DeleteTemplate{TemplateId{id}, "not needed", false})); break;
            case 3: {
                const ValueMap update{{"template_id", id}, {"tags", ValueMap{{"n", fmt::format("{}", n)}}}};
                static_cast<void>(client.command("UpdateTemplate", Encoded{client.codec().encode(update)}));
                break;
            }
            case 4:
            case 5: {
                CreateRequest command;
                command.template_id = TemplateId{random() % 3 ? "small" : id};
                command.machine_count = 1 + static_cast<std::uint32_t>(random() % 3);
                if (const auto made = client.command(command)) requests.push_back(made->result.request_id);
                break;
            }
            case 6:
                if (!requests.empty())
                    static_cast<void>(client.command(CancelRequest{requests[random() % requests.size()], "at random"}));
                break;
            default:
                if (!requests.empty()) {
                    ReturnMachines command;
                    command.request_id = requests[random() % requests.size()];
                    static_cast<void>(client.command(command));
                }
        }
        // The daemon is restarted while the view follows it.
        if (n == 60) {
            daemon.kill_hard();
            daemon.start();
        }
    }
}

void follow_until(SiteView& view, Subscriber& subscriber, Position position) {
    EXPECT_TRUE(eventually([&] {
        const auto failure = view.follow(subscriber, 100ms);
        EXPECT_FALSE(failure) << failure->error.message;
        return failure || view.position() >= position;
    }));
}

TEST(SiteView, EqualsTheListsOfTheDaemonAfterARandomWorkload) {
    for (const std::uint32_t seed : {7U, 8U}) {
        SCOPED_TRACE(seed);
        RunningDaemon daemon({.settings = "log: {level: warn}"});
        const LossyFeed feed(daemon.endpoints().events, "ipc://" + (daemon.directory() / "lossy.sock").string(), seed);
        auto endpoints = daemon.endpoints();
        endpoints.events = feed.endpoint();
        SiteView view;
        Subscriber subscriber(endpoints, view.subscription());
        work_at_random(daemon, seed);

        auto client = daemon.client();
        ASSERT_TRUE(eventually([&] { return nothing_is_open(client); }));
        Lists lists;
        ASSERT_TRUE(eventually([&] {
            lists = lists_of(client);
            follow_until(view, subscriber, lists.position);
            return view.position() == lists.position;
        }));
        EXPECT_EQ(encoded(view.state().requests()), lists.requests);
        EXPECT_EQ(encoded(view.state().machines()), lists.machines);
        EXPECT_EQ(encoded(view.state().templates()), lists.templates);
        EXPECT_GT(lists.requests->size(), 10U);
        EXPECT_GT(lists.machines->size(), 10U);
        EXPECT_GT(lists.templates->size(), 3U);

        // A view that starts with the state of some position ends up the same.
        SiteFold first_half;
        const auto half = client.query(ReadEvents{.limit = static_cast<std::uint32_t>(lists.position / 2)});
        ASSERT_TRUE(half);
        for (const auto& event : half->result.events) ASSERT_FALSE(first_half.apply(event));
        SiteView later(std::move(first_half), half->result.position, half->result.store_id);
        Subscriber rest(endpoints, later.subscription());
        ASSERT_TRUE(eventually([&] {
            const auto head = client.query(GetStatus{})->position;
            follow_until(later, rest, head);
            follow_until(view, subscriber, head);
            return later.position() == view.position();
        }));
        EXPECT_EQ(encoded(later.state().requests()), encoded(view.state().requests()));
        EXPECT_EQ(encoded(later.state().machines()), encoded(view.state().machines()));
        EXPECT_EQ(encoded(later.state().templates()), encoded(view.state().templates()));

        // So does a view that starts with a snapshot and reads only few events.
        auto snapshot = read_snapshot(client);
        ASSERT_TRUE(snapshot) << snapshot.error().error.message;
        EXPECT_GT(snapshot->position, 50U);
        SiteView present(SiteFold(std::move(snapshot->state)), snapshot->position, snapshot->store_id);
        Subscriber tail(endpoints, present.subscription());
        ASSERT_TRUE(eventually([&] {
            const auto head = client.query(GetStatus{})->position;
            follow_until(present, tail, head);
            follow_until(view, subscriber, head);
            return present.position() == view.position();
        }));
        EXPECT_LE(tail.figures().handed_over, present.position() - snapshot->position);
        EXPECT_EQ(encoded(present.state().requests()), encoded(view.state().requests()));
        EXPECT_EQ(encoded(present.state().machines()), encoded(view.state().machines()));
        EXPECT_EQ(encoded(present.state().templates()), encoded(view.state().templates()));
        return_everything(client);
    }
}

}  // namespace
}  // namespace hf::system_test
