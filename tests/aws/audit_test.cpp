// An audit against moto, through the built daemon, with an orphan and a loss that the test planted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/ec2/tags.hpp"
#include "tests/aws/daemon_at_moto.hpp"

namespace hf::aws::testing {
namespace {

using system_test::eventually;
using ::testing::ElementsAre;

class AwsAudit : public DaemonAtMoto {
protected:
    AwsAudit() {
        // Look at the machines once, and then no more for as long as the test takes.
        config_.lane.poll_ms = 3'600'000;
        config_.lane.orphans = OrphanPolicy::report;
        register_provider(cloud_);
        create(template_of("small"));
    }

    // Plants an instance with hostfactory's tags, as another program or a crashed daemon might leave one.
    std::string plant_orphan() {
        const auto answer = moto_.ec2().query(
            "RunInstances", Form()
                                .add("ImageId", moto_.image())
                                .add("MinCount", "1")
                                .add("MaxCount", "1")
                                .add("TagSpecification.1.ResourceType", "instance")
                                .add("TagSpecification.1.Tag.1.Key", tag::site)
                                .add("TagSpecification.1.Tag.1.Value", client_.query(GetStatus{})->result.store_id)
                                .add("TagSpecification.1.Tag.2.Key", tag::token)
                                .add("TagSpecification.1.Tag.2.Value", "something"));
        return answer ? answer->child("instancesSet").child("item").child_value("instanceId") : std::string{};
    }
    AuditReport audit() {
        const auto asked = client_.command(AuditProvider{cloud_});
        EXPECT_TRUE(asked);
        EXPECT_TRUE(
            eventually([&] { return client_.query(GetProviderAudit{cloud_})->result.answers >= asked->position; }));
        return client_.query(GetProviderAudit{cloud_})->result;
    }
    // True after the first sweep, the launch, and the first look.
    bool has_looked() {
        return eventually([&] {
            const auto providers = client_.query(GetStatistics{})->result.providers;
            const auto cloud = providers.find(cloud_.value);
            return cloud != providers.end() && cloud->second.calls >= 3;
        });
    }

    Client client_ = daemon_.client();
};

TEST_F(AwsAudit, FindsAnOrphanAndALoss) {
    system_test::request_machines(client_, "small", 2);
    ASSERT_TRUE(has_looked());
    EXPECT_EQ(audit().audit, Audit{}) << "nothing differs";

    const auto lost = *moto_.instances().begin();
    ASSERT_TRUE(moto_.ec2().query("TerminateInstances", Form().add("InstanceId.1", lost)));
    const auto orphan = plant_orphan();
    const auto found = audit().audit;
    ASSERT_EQ(found.orphan_count, 1U);
    EXPECT_EQ(found.orphans.front().machine_id, orphan);
    EXPECT_EQ(found.orphans.front().token, "something");
    EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::reported);
    EXPECT_EQ(found.loss_count, 1U);
    EXPECT_THAT(found.losses, ElementsAre(MachineId{lost}));
    EXPECT_EQ(moto_.instances().count(orphan), 1U) << "it was reported, and left alone";
}

}  // namespace
}  // namespace hf::aws::testing
