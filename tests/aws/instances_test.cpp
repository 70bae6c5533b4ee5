// What an instance's description says of the machine, and what it does not say yet.
#include "adapters/providers/aws/ec2/instances.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::aws {
namespace {

ProviderMachine machine_in(const std::string& xml) {
    pugi::xml_document document;
    document.load_string(("<item><instanceId>i-1</instanceId>" + xml + "</item>").c_str());
    return machine_of(document.child("item"));
}

// EC2 is consistent in the end only. Its id is no host name that any scheduler could resolve.
TEST(InstanceDescription, WhatIsNotKnownYetIsNotMadeUp) {
    const auto machine = machine_in("<instanceState><name>running</name></instanceState><privateDnsName/>");
    EXPECT_EQ(machine.status, MachineStatus::running);
    EXPECT_EQ(machine.name, "");
    EXPECT_EQ(machine.private_ip, "");
}

TEST(InstanceDescription, SaysHowTheMachineItselfIsPaidFor) {
    EXPECT_EQ(machine_in("<instanceLifecycle>spot</instanceLifecycle>").price_type, PriceType::spot);
    EXPECT_EQ(machine_in("<instanceLifecycle>scheduled</instanceLifecycle>").price_type, PriceType::ondemand);
    EXPECT_EQ(machine_in("").price_type, PriceType::ondemand);
}

}  // namespace
}  // namespace hf::aws
