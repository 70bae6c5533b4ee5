// Counts the calls of AWS's APIs that it takes to make and watch a thousand machines.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "tests/aws/daemon_at_moto.hpp"

namespace hf::aws::testing {
namespace {

using namespace std::chrono_literals;
using system_test::eventually;

constexpr std::uint32_t request_count = 50;
constexpr std::uint32_t machines_each = 20;
constexpr std::size_t most_ids_in_a_call = 200;

std::map<std::string, std::size_t> calls_by_action(const std::vector<ServedRequest>& calls) {
    std::map<std::string, std::size_t> counts;
    for (const auto& call : calls) ++counts[call.parameter("Action")];
    return counts;
}

std::size_t ids_in(const ServedRequest& call) {
    std::size_t count = 0;
    while (!call.parameter(fmt::format("Filter.1.Value.{}", count + 1)).empty()) ++count;
    return count;
}

class AwsCallsSoak : public DaemonAtMoto {
protected:
    AwsCallsSoak() : DaemonAtMoto({.settings = "log: {level: warn}"}) {
        config_.lane.poll_ms = 2000;
        register_provider(cloud_);
        create(template_of("small"));
    }
};

TEST_F(AwsCallsSoak, GrowWithTheMachinesAndNotWithTheRequests) {
    auto client = daemon_.client();
    std::vector<RequestId> requests;
    for (std::uint32_t i = 0; i < request_count; ++i)
        requests.push_back(system_test::request_machines(client, "small", machines_each));
    for (const auto& id : requests) ASSERT_EQ(system_test::end_of(client, id), RequestStatus::complete);
    EXPECT_EQ(moto_.instances().size(), std::size_t{request_count} * machines_each);
    const auto launched = proxy_.server().requests();

    // Wait for some full rounds of looking at all machines.
    constexpr std::size_t rounds = 3;
    constexpr auto calls_in_a_round = request_count * machines_each / most_ids_in_a_call;
    const auto looks = [&] { return proxy_.server().calls_of("DescribeInstances"); };
    const auto before = looks();
    ASSERT_TRUE(eventually([&] { return looks() >= before + (rounds + 1) * calls_in_a_round; }, 240s));
    const auto watched = proxy_.server().requests();
    std::size_t calls = 0;
    std::size_t ids = 0;
    for (std::size_t i = launched.size(); i < watched.size(); ++i) {
        if (watched[i].parameter("Action") != "DescribeInstances") continue;
        ++calls;
        ids += ids_in(watched[i]);
    }
    EXPECT_GE(ids / calls, most_ids_in_a_call * 9 / 10) << "batches are full";

    system_test::return_everything(client);
    EXPECT_TRUE(moto_.instances().empty());
    std::cout << fmt::format("launch of {} machines in {} requests:\n", request_count * machines_each, request_count);
    for (const auto& [action, count] : calls_by_action(launched))
        std::cout << fmt::format("  {:6} {}\n", count, action);
    std::cout << fmt::format("watching: {} ids in each DescribeInstances\nin all, with the return:\n", ids / calls);
    for (const auto& [action, count] : calls_by_action(proxy_.server().requests()))
        std::cout << fmt::format("  {:6} {}\n", count, action);
}

}  // namespace
}  // namespace hf::aws::testing
