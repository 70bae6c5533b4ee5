// Related events can be found together: every event that follows from a command carries its
// correlation id and trace, and so do the machines that it caused.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <zmq.hpp>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

class Conversation : public ::testing::Test {
protected:
    // Sends an envelope as a client in another language would.
    Reply send(const std::string& type, const ValueMap& body, ValueMap more) {
        more.merge(ValueMap{{"v", 1}, {"id", fmt::format("c-{}", ++sent_)}, {"type", type}, {"body", body}});
        zmq::socket_t socket(context_, zmq::socket_type::req);
        socket.set(zmq::sockopt::linger, 0);
        socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
        socket.connect(daemon_.endpoints().commands);
        socket.send(zmq::buffer(codec_.encode(more)), zmq::send_flags::none);
        zmq::message_t message;
        Reply reply;
        EXPECT_TRUE(socket.recv(message));
        EXPECT_FALSE(codec_.decode(message.to_string_view(), reply, UnknownFields::ignore));
        return reply;
    }
    std::vector<RecordedEvent> events() {
        ReadEvents everything;
        everything.limit = 10'000;
        return client_.query(everything)->result.events;
    }
    static std::vector<std::string> environment_of(std::int64_t pid) {
        std::ifstream file(fmt::format("/proc/{}/environ", pid), std::ios::binary);
        std::vector<std::string> variables;
        for (std::string each; std::getline(file, each, '\0');) variables.push_back(each);
        return variables;
    }

    RunningDaemon daemon_;
    zmq::context_t context_{1};
    MsgpackCodec codec_;
    Client client_ = daemon_.client();
    int sent_ = 0;
};

TEST_F(Conversation, IsToldByAllThatFollowsFromACommand) {
    auto command = template_called("small");
    command.spec.configuration["command"] = Value(ValueList{"/bin/sleep", "1000"});
    ASSERT_TRUE(client_.command(command));
    const auto reply = send("CreateRequest", {{"template_id", "small"}, {"machine_count", 2}},
                            {{"correlation_id", "job-4711"}, {"traceparent", trace}});
    ASSERT_EQ(reply.status, ReplyStatus::ok);
    RequestAccepted accepted;
    ASSERT_FALSE(codec_.decode(reply.result->msgpack, accepted));
    const auto id = accepted.request_id;
    ASSERT_EQ(end_of(client_, id), RequestStatus::complete);

    ListMachines of_request;
    of_request.request_id = id;
    const auto machines = client_.query(of_request)->result.items;
    ASSERT_EQ(machines.size(), 2U);
    for (const auto& machine : machines) {
        const auto variables = environment_of(machine.spec.details.at("pid").as_integer().value());
        EXPECT_EQ(std::count(variables.begin(), variables.end(), "TRACEPARENT=" + trace), 1);
        EXPECT_EQ(std::count(variables.begin(), variables.end(), "HOSTFACTORY_CORRELATION_ID=job-4711"), 1);
    }
    // The store has them, not only the memory.
    daemon_.kill_hard();
    daemon_.start();
    return_everything(client_);

    std::map<std::string, int> found;
    for (const auto& event : events()) {
        const bool follows = event.stream == id.value || event.category == Category::machine;
        const bool of_the_return = event.type == "MachineReturnRequested";
        EXPECT_EQ(event.traceparent, follows && !of_the_return ? std::optional(trace) : std::nullopt) << event.type;
        if (!follows || of_the_return) continue;
        EXPECT_EQ(event.correlation_id, "job-4711") << event.type;
        ++found[event.type];
    }
    for (const auto* type : {"RequestCreated", "RequestStarted", "LaunchRequested", "MachineLaunched",
                             "LaunchSucceeded", "RequestCompleted", "MachineTerminated"})
        EXPECT_GE(found[type], 1) << type;
}

TEST_F(Conversation, IsRefusedWhereItsTraceIsNone) {
    const auto reply = send("DeleteTemplate", {{"template_id", "small"}}, {{"traceparent", trace + "0"}});
    ASSERT_TRUE(reply.error);
    EXPECT_EQ(reply.error->code, Code::malformed);
    EXPECT_EQ(reply.error->field, "traceparent");
    EXPECT_EQ(reply.id, "c-1");
}

}  // namespace
}  // namespace hf::system_test
