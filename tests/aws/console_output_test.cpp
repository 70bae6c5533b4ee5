// The last words on the console of a machine that died before it ever ran.
#include "adapters/providers/aws/ec2/console_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/aws_provider.hpp"
#include "tests/aws/fault_proxy.hpp"
#include "tests/aws/moto.hpp"

namespace hf::aws::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string last_lines(const std::string& console) { return last_lines_of_console(base64(console)); }

TEST(ConsoleOutput, IsTheLastLinesInOne) {
    EXPECT_EQ(last_lines("1\n2\n3\r\n4\n\n  5  \n6\n7\n\n"), "3 | 4 | 5 | 6 | 7");
    EXPECT_EQ(last_lines("no init found"), "no init found");
    EXPECT_EQ(last_lines(""), "");
    EXPECT_EQ(last_lines("\n\n \n"), "");
    for (std::size_t size = 0; size < 9; ++size) EXPECT_EQ(last_lines(std::string(size, 'x')).size(), size);
}

TEST(ConsoleOutput, HasNoControlCharacters) {
    EXPECT_EQ(last_lines("[\x1b[0;32m  OK  \x1b[0m] Started \x07sshd\x7f.\x1b[2J\x1b"), "[  OK  ] Started  sshd .");
    EXPECT_EQ(last_lines("a\tb \xc2\x9b c"), "a b   c") << "one that is written in two bytes";
    EXPECT_EQ(last_lines("gr\xc3\xbc\xc3\x9f \xff"), "gr\xc3\xbc\xc3\x9f \xef\xbf\xbd");
    EXPECT_EQ(last_lines("never ends \x1b[0;3"), "never ends");
}

TEST(ConsoleOutput, IsBounded) {
    const std::string whole(64 << 10, 'x');
    EXPECT_LT(last_lines(whole).size(), 510U);
    EXPECT_LT(last_lines("before\n" + whole + "\nlast").size(), 520U);
    EXPECT_THAT(last_lines("before\n" + whole + "\nlast"), EndsWith(" | last"));
    EXPECT_LT(last_lines(std::string(64 << 10, '\xff')).size(), 510U);
}

TEST(ConsoleOutput, ThatIsNoBase64IsNone) {
    for (const auto* text : {"====", "a", "<html>", "&&&&", "AAA", "\xff\xff\xff\xff"})
        EXPECT_EQ(last_lines_of_console(text), "") << text;
    EXPECT_EQ(last_lines_of_console("bm8g\r\naW5p\ndA==\n"), "no init") << "in lines of its own";
}

class DeadMachine : public ::testing::Test {
protected:
    DeadMachine() {
        LaunchSpec order;
        static int number = 0;
        order.token = fmt::format("dead-{}", ++number);
        order.site = "site-of-the-dead";
        order.price_type = "ondemand";
        order.count = 2;
        order.repeated = false;
        order.configuration = {{"imageId", shared_moto().image()}, {"vmType", "t3.micro"}};
        provider_ =
            std::make_unique<AwsProvider>(std::move(*Account::open(config_, Environment::of_this_process())), config_);
        for (const auto& machine : provider_->launch(order).machines) ids_.push_back(machine.id);
    }
    ~DeadMachine() override { EXPECT_TRUE(provider_->terminate(ids_, Ending::forced)); }

    // Has EC2 answer that all of these machines died by themselves.
    std::vector<ProviderMachine> describe_dead() {
        std::string items;
        for (const auto& id : ids_)
            items += fmt::format(
                "<item><instanceId>{}</instanceId><instanceState><name>terminated</name></instanceState><stateReason>"
                "<code>Server.InternalError</code><message>Internal error on launch</message></stateReason></item>",
                id);
        proxy_.next("DescribeInstances",
                    answer_of("DescribeInstances", fmt::format("<reservationSet><item><instancesSet>{}</instancesSet>"
                                                               "</item></reservationSet>",
                                                               items)));
        const auto seen = provider_->describe(ids_);
        EXPECT_TRUE(seen) << seen.error().message;
        return seen ? *seen : std::vector<ProviderMachine>{};
    }
    void say_on_the_console(const std::string& words) {
        proxy_.next("GetConsoleOutput",
                    answer_of("GetConsoleOutput",
                              fmt::format("<instanceId>i-1</instanceId><output>{}</output>", base64(words))));
    }
    std::size_t calls() const { return proxy_.server().calls_of("GetConsoleOutput"); }

    FaultProxy proxy_{shared_moto().url()};
    AwsConfig config_ = config_for(proxy_.url());
    std::unique_ptr<AwsProvider> provider_;
    std::vector<std::string> ids_;
};

TEST_F(DeadMachine, TellsWhatItsConsoleSaidLast) {
    ASSERT_EQ(ids_.size(), 2U);
    say_on_the_console("Booting\nKernel panic - not syncing: VFS: Unable to mount root fs\n");
    const auto seen = describe_dead();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].status, MachineStatus::failed);
    EXPECT_EQ(seen[0].reason, "Internal error on launch");
    EXPECT_EQ(
        seen[1].reason,
        "Internal error on launch; its console's last lines: Booting | Kernel panic - not syncing: VFS: Unable to "
        "mount root fs");
    EXPECT_EQ(calls(), 1U) << "one machine of each look is enough";
    say_on_the_console("");
    EXPECT_EQ(describe_dead()[1].reason, "Internal error on launch") << "nothing was written";
}

TEST_F(DeadMachine, TellsNoConsoleOnceItHasRun) {
    ASSERT_TRUE(provider_->describe(ids_));
    EXPECT_EQ(describe_dead()[1].reason, "Internal error on launch");
    EXPECT_EQ(calls(), 0U);
    provider_->forget(ids_);
    say_on_the_console("words");
    EXPECT_THAT(describe_dead()[1].reason, HasSubstr("words"));
}

TEST_F(DeadMachine, TellsItsReasonAlsoWhereNobodyMaySeeTheConsole) {
    for (const auto& fault : {refusal("UnauthorizedOperation", 403), answer_of("GetConsoleOutput", "")}) {
        provider_ =
            std::make_unique<AwsProvider>(std::move(*Account::open(config_, Environment::of_this_process())), config_);
        const auto before = calls();
        proxy_.next("GetConsoleOutput", fault);
        EXPECT_EQ(describe_dead()[1].reason, "Internal error on launch");
        EXPECT_EQ(describe_dead()[1].reason, "Internal error on launch");
        EXPECT_EQ(calls(), before + 1) << "it is not asked for again at once";
    }
}

}  // namespace
}  // namespace hf::aws::testing
