// The programs of examples/cpp, run against the built daemon.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>

#include "tests/support/places.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

struct Ended {
    int status = -1;
    std::string output;  // both of its streams
};

class Examples : public ::testing::Test {
protected:
    Examples() { ::setenv("HOSTFACTORY_CONFIG", daemon_.configuration_file().c_str(), 1); }
    ~Examples() override { ::unsetenv("HOSTFACTORY_CONFIG"); }

    static Ended run(const std::string& program, const std::string& arguments) {
        const auto command = fmt::format("timeout 60 '{}' {} 2>&1", hf::testing::built(program), arguments);
        Ended ended;
        auto* pipe = ::popen(command.c_str(), "r");
        if (!pipe) return ended;
        std::array<char, 4096> buffer{};
        while (const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe))
            ended.output.append(buffer.data(), got);
        const int status = ::pclose(pipe);
        ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return ended;
    }

    RunningDaemon daemon_{{.settings = "log: {level: warn}"}};
    Client client_{daemon_.endpoints(), {.timeout = patience}};
};

TEST_F(Examples, AFirstRequest) {
    ASSERT_TRUE(client_.command(template_called("small")));
    const auto ended = run("first_request", "small 2");
    EXPECT_EQ(ended.status, 0) << ended.output;
    EXPECT_THAT(ended.output, ContainsRegex("[0-9]+ [0-9T:.Z-]+ RequestCreated"));
    EXPECT_THAT(ended.output, HasSubstr("RequestCompleted"));
    EXPECT_THAT(ended.output, ContainsRegex("running 127.0.0.1\n[^\n]* running 127.0.0.1\n$"));
    EXPECT_EQ(live_machines(client_), 2U);

    const auto refused = run("first_request", "none 2");
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.output, HasSubstr("template_not_found"));
    return_everything(client_);
}

TEST_F(Examples, ManyRequestsAtOnce) {
    ASSERT_TRUE(client_.command(template_called("small")));
    const auto ended = run("many_requests", "small");
    EXPECT_EQ(ended.status, 0) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("100 of 100 requests accepted\n"));
    EXPECT_THAT(ended.output, HasSubstr(" of them called off\n"));
    const auto requests = client_.query(ListRequests{});
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->result.total, 100U);

    ASSERT_TRUE(client_.command(template_called("tight", 10)));
    const auto refused = run("many_requests", "tight");
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.output, HasSubstr("10 of 100 requests accepted\n"));
    return_everything(client_);
}

}  // namespace
}  // namespace hf::system_test
