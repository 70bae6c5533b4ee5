// Any frames as libzmq's question whom to let in: those of its form are answered by the principals, all others are
// refused, and nothing but a principal's own key or process gets its name.
//
// An input is a list of frames, each after a byte with its length.
#include "daemon/admission.hpp"

#include "adapters/zeromq/curve.hpp"
#include "tests/fuzz/support/bytes.hpp"
#include "tests/fuzz/support/target.hpp"
#include "tests/unit/support/manual_clock.hpp"

namespace hf::fuzz {
namespace {

constexpr std::string_view known_bytes = "a key of 32 bytes for the fuzzer";

class NoLog final : public Log {
    void debug(const std::string&) override {}
    void info(const std::string&) override {}
    void warn(const std::string&) override {}
    void error(const std::string&) override {}
};

const AccessControl& site() {
    static const AccessControl access([] {
        Principal by_key{.name = {"holder"}, .roles = {Role::viewer}};
        by_key.public_key = PublicKey{zeromq::key_text(known_bytes)};
        Principal by_user{.name = {"root"}, .unix_user = "root", .roles = {Role::admin}};
        return *Principals::of({by_key, by_user});
    }());
    return access;
}

void feed(std::string_view input) {
    static testing::ManualClock clock;
    static NoLog log;
    static Admission admission(site(), clock, log);
    std::vector<std::string> question;
    for (Bytes bytes(input); !bytes.empty();) question.emplace_back(bytes.text(bytes.byte()));
    const auto reply = zeromq::ZapHandler::reply_to(
        question, [&](const zeromq::Knock& knock) { return admission.credential_of(knock); });
    require(reply.size() == 6, "an answer has its six frames");
    require(reply[2] == "200" || reply[2] == "400", "an answer says yes or no");
    require((reply[2] == "200") == !reply[4].empty(), "those who are let in have a name, and nobody else");
    if (reply[4].starts_with("holder\n"))
        require(question.back() == known_bytes, "a name is for the holder of its key");
    if (reply[4].starts_with("root\n"))
        require(question[3].starts_with("localhost:0:"), "a name is for the processes of its user");
}

const FuzzTarget target("admission", feed);

}  // namespace
}  // namespace hf::fuzz
