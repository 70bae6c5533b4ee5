// Many clients at once: nothing is lost, doubled, or made beyond a template's limit.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

void in_parallel(int threads, const std::function<void(int)>& work) {
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
    for (auto& thread : running) thread.join();
}

TEST(Load, MaxNumberIsNeverExceededByClientsAtOnce) {
    RunningDaemon daemon;
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("tight", 17)));
    std::atomic<std::uint32_t> granted = 0;
    in_parallel(8, [&](int) {
        auto own = daemon.client();
        for (int n = 0; n < 20; ++n) {
            CreateRequest command;
            command.template_id = TemplateId{"tight"};
            command.machine_count = 3;
            if (own.command(command)) granted += 3;
            const auto tmpl = own.query(GetTemplate{TemplateId{"tight"}});
            ASSERT_TRUE(tmpl);
            ASSERT_LE(tmpl->result.machines_in_use, 17U);
        }
    });
    EXPECT_EQ(granted, 15U);
    ASSERT_TRUE(eventually([&] { return client.query(GetStatus{})->result.requests.at("complete") == 5; }));
    EXPECT_EQ(daemon.machines().size(), 15U);
    return_everything(client);
    EXPECT_EQ(client.query(GetTemplate{TemplateId{"tight"}})->result.machines_in_use, 0U);
}

TEST(Load, TwoHundredRequestsOfFiveFromEightClients) {
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small", 1000)));
    in_parallel(8, [&](int) {
        auto own = daemon.client();
        for (int n = 0; n < 25; ++n) request_machines(own, "small", 5);
    });
    ASSERT_TRUE(
        eventually([&] { return client.query(GetStatus{})->result.requests.at("complete") == 200; }, 2 * patience));
    EXPECT_EQ(daemon.machines().size(), 1000U);
    CreateRequest one_more;
    one_more.template_id = TemplateId{"small"};
    one_more.machine_count = 1;
    const auto refused = client.command(one_more);
    EXPECT_FALSE(refused);
    return_everything(client);
    EXPECT_TRUE(eventually([&] { return daemon.machines().empty(); }));
    const auto status = client.query(GetStatus{})->result;
    EXPECT_EQ(status.machines.at("terminated"), 1000U);
    EXPECT_EQ(status.machines.at("failed"), 0U);
}

}  // namespace
}  // namespace hf::system_test
