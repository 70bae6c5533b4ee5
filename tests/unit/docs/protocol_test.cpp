// docs/PROTOCOL.md says what the code does.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/bus/envelope.hpp"
#include "core/catalogue.hpp"
#include "daemon/reference.hpp"
#include "tests/support/places.hpp"

namespace hf {
namespace {

std::string document() {
    std::ifstream file(testing::source("docs/PROTOCOL.md"));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The bytes of the n-th block of hexadecimal digits.
std::string vector_number(int n) {
    auto text = document();
    text = text.substr(text.find("## 9. Test vectors"));
    std::size_t at = 0;
    for (int i = 0; i <= n; ++i) at = text.find("```\n", i == 0 ? 0 : text.find("```", at) + 3) + 4;
    const auto block = text.substr(at, text.find("```", at) - at);
    std::string bytes;
    std::string digits;
    for (const char c : block) {
        if (c != '\n') digits += c;
        if (digits.size() < 2) continue;
        bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
        digits.clear();
    }
    return bytes;
}

template <class Status>
void expect_rows_of(const Transitions<Status>& table) {
    const auto text = document();
    for (std::size_t from = 0; from < enum_names<Status>.size(); ++from) {
        std::string to;
        for (std::size_t i = 0; i < enum_names<Status>.size(); ++i)
            if (table.allows(static_cast<Status>(from), static_cast<Status>(i)))
                to += fmt::format("{}`{}`", to.empty() ? "" : ", ", enum_names<Status>[i]);
        if (to.empty()) continue;
        const auto row = fmt::format("| `{}` | {} |\n", enum_names<Status>[from], to);
        EXPECT_NE(text.find(row), std::string::npos) << row;
    }
}

TEST(ProtocolDocument, HoldsTheReferenceThatTheDeclarationsMake) {
    const auto text = document();
    const auto begin = text.find("## 10. Commands");
    ASSERT_NE(begin, std::string::npos);
    EXPECT_TRUE(text.substr(begin) == protocol_reference())
        << "append the output of `hostfactoryd --reference` below the mark in docs/PROTOCOL.md";
}

TEST(ProtocolDocument, NamesEveryErrorCode) {
    const auto text = document();
    for (const auto name : enum_names<Code>) EXPECT_NE(text.find(fmt::format("`{}`", name)), std::string::npos) << name;
}

TEST(ProtocolDocument, HasTheStatusTables) {
    expect_rows_of(request_transitions);
    expect_rows_of(machine_transitions);
}

TEST(ProtocolDocument, TheCommandVectorIsUnderstood) {
    const MsgpackCodec codec;
    CommandEnvelope envelope;
    const auto problem = codec.decode(vector_number(0), envelope);
    ASSERT_FALSE(problem) << problem->path << problem->message;
    EXPECT_EQ(envelope.common.id.value, "c-1");
    EXPECT_EQ(envelope.common.type, "CreateRequest");
    CreateRequest command;
    ASSERT_FALSE(codec.decode(envelope.common.body.msgpack, command));
    EXPECT_EQ(command.template_id.value, "small");
    EXPECT_EQ(command.machine_count, 2U);
}

TEST(ProtocolDocument, TheReplyVectorsAreWhatWeSend) {
    const MsgpackCodec codec;
    Reply reply;
    reply.id = "c-1";
    reply.status = ReplyStatus::ok;
    reply.result = Encoded{codec.encode(RequestAccepted{RequestId{"req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}})};
    reply.position = 7;
    EXPECT_EQ(codec.encode(reply), vector_number(1));

    Reply refusal;
    refusal.id = "c-1";
    refusal.status = ReplyStatus::error;
    refusal.error = error(Code::template_not_found, "template \"small\" does not exist");
    EXPECT_EQ(codec.encode(refusal), vector_number(2));
}

}  // namespace
}  // namespace hf
