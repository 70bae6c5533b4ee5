#include "http/who/guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "http/protection.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/http/who/signing_key.hpp"

namespace hf::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto issuer_name = "https://id.example.org";

// Answers with the caller's name.
class Naming final : public Handler {
public:
    std::optional<Response> refuse(Request&) override { return std::nullopt; }
    void handle(Request request, Respond respond) override {
        respond({.body = request.caller ? request.caller->principal : "nobody asked"});
    }
};

class GuardTest : public ::testing::Test {
protected:
    void SetUp() override {
        write("keys.json", SigningKey::set_of({&key}));
        write("tokens", "tokens:\n" + token_line("maria", "word of maria") +
                            token_line("late", "word of late", ", expires: \"2020-01-01T00:00:00Z\""));
        write_settings();
    }

    void write(const std::string& name, const std::string& text) const { std::ofstream(directory.file(name)) << text; }
    void write_settings(const std::string& more = {}) const {
        write("http.yaml", "tokens: " + directory.file("tokens") + "\noidc:\n  - issuer: " + issuer_name +
                               "\n    audience: hostfactory\n    keys: " + directory.file("keys.json") +
                               "\n    principals: {sub-of-carl: carl}\n    others_as: corp/\n" + more);
    }
    static std::string token_line(const std::string& principal, const std::string& word, const std::string& more = {}) {
        return "  - {principal: " + principal + ", sha256: \"" + sha256_of(word) + "\"" + more + "}\n";
    }
    std::string signed_for(const std::string& subject,
                           const SigningKey::Json& more = SigningKey::Json::object()) const {
        SigningKey::Json claims{
            {"iss", issuer_name}, {"aud", "hostfactory"}, {"sub", subject}, {"exp", ::time(nullptr) + 300}};
        claims.update(more);
        return key.token(claims);
    }

    static Request request(const std::string& authorization = {}, const std::string& path = "/api/v1/status") {
        Request made;
        made.method = "GET";
        made.path = path;
        made.peer = "192.0.2.7:4711";
        made.from_net = true;
        if (!authorization.empty()) made.headers.set("authorization", authorization);
        return made;
    }
    // The status, and who asked or what was said.
    struct Outcome {
        Response response;
        std::optional<Caller> caller;
    };
    static Outcome outcome_of(Guard& guard, Request asked) {
        if (auto refusal = guard.refuse(asked)) return {*refusal, asked.caller};
        Outcome outcome{{}, asked.caller};
        guard.handle(std::move(asked), [&](Response response) { outcome.response = std::move(response); });
        return outcome;
    }
    static std::string name_of_caller(Guard& guard, const std::string& authorization) {
        const auto outcome = outcome_of(guard, request(authorization));
        return outcome.response.status == 200 ? outcome.response.body : std::to_string(outcome.response.status);
    }

    testing::TemporaryDirectory directory;
    const SigningKey key{Algorithm::ES256, "a"};
    Naming naming;
    Authenticator who{{.settings = directory.file("http.yaml")}};
};

TEST_F(GuardTest, LetsThoseInWhomTheSiteKnows) {
    ASSERT_TRUE(who.read()) << who.read().error();
    Guard guard(naming, who, {});
    EXPECT_EQ(name_of_caller(guard, "Bearer word of maria"), "maria");
    EXPECT_EQ(name_of_caller(guard, "bearer word of maria"), "maria");
    EXPECT_EQ(name_of_caller(guard, "Bearer " + signed_for("sub-of-carl")), "carl");
    EXPECT_EQ(name_of_caller(guard, "Bearer " + signed_for("otto")), "corp/otto");
    EXPECT_EQ(outcome_of(guard, request("", "/healthz")).response.body, "nobody asked");
    EXPECT_EQ(guard.refused(), 0U);
}

TEST_F(GuardTest, AnswersAlikeWhateverIsWrong) {
    ASSERT_TRUE(who.read());
    Guard guard(naming, who, {});
    std::set<std::string> bodies;
    const auto refused = [&](Request asked) {
        const auto [response, caller] = outcome_of(guard, std::move(asked));
        EXPECT_EQ(response.status, 401U);
        EXPECT_FALSE(caller);
        EXPECT_THAT(*response.headers.find("WWW-Authenticate"), HasSubstr("Bearer"));
        bodies.insert(response.body);
    };
    refused(request());
    for (const auto& wrong :
         {std::string("Bearer"), std::string("Bearer "), std::string("Basic word of maria"),
          std::string("Bearer word of late"), std::string("Bearer nobody's"),
          "Bearer " + signed_for("carl", {{"aud", "other"}}), "Bearer " + signed_for("carl", {{"exp", 1}}),
          "Bearer " + signed_for("carl", {{"iss", "https://evil.example"}}), "Bearer " + signed_for(""),
          "Bearer " + SigningKey(Algorithm::ES256, "a").token({{"iss", issuer_name}, {"aud", "hostfactory"}})})
        refused(request(wrong));
    auto twice = request("Bearer word of maria");
    twice.headers.add("Authorization", "Bearer word of maria");
    refused(twice);
    auto in_the_url = request();
    in_the_url.query = "access_token=word%20of%20maria";
    refused(in_the_url);
    EXPECT_THAT(bodies, ElementsAre(HasSubstr("\"code\":\"unauthenticated\"")));
    EXPECT_EQ(guard.refused(), 11U) << "who has shown nothing is not counted";
}

TEST_F(GuardTest, BoundsWhatOneAddressMayTry) {
    ASSERT_TRUE(who.read());
    Guard guard(naming, who, {});
    const auto known = "Bearer " + signed_for("sub-of-carl");
    EXPECT_EQ(name_of_caller(guard, known), "carl");
    unsigned status = 0;
    for (int i = 0; i < 100 && status != 429; ++i) status = outcome_of(guard, request("Bearer guess")).response.status;
    EXPECT_EQ(status, 429U);
    const auto refused = outcome_of(guard, request("Bearer guess"));
    EXPECT_TRUE(refused.response.headers.find("Retry-After"));
    EXPECT_EQ(name_of_caller(guard, "Bearer word of maria"), "maria") << "others behind the same address";
    EXPECT_EQ(name_of_caller(guard, known), "carl");
    EXPECT_EQ(name_of_caller(guard, "Bearer " + signed_for("otto")), "429")
        << "a signature that was not checked before";
    auto elsewhere = request("Bearer " + signed_for("otto"));
    elsewhere.peer = "192.0.2.8:1";
    EXPECT_EQ(outcome_of(guard, elsewhere).response.status, 200U);
}

TEST_F(GuardTest, AReloadTakesRightsAwayAndAFaultyOneNothing) {
    ASSERT_TRUE(who.read());
    Guard guard(naming, who, {});
    const auto maria = *outcome_of(guard, request("Bearer word of maria")).caller;
    const auto carl = *outcome_of(guard, request("Bearer " + signed_for("sub-of-carl"))).caller;
    EXPECT_TRUE(carl.until);
    for (const auto& caller : {maria, carl}) EXPECT_TRUE(caller.still_good());

    write("tokens", "tokens: [{principal: otto}]\n");
    EXPECT_FALSE(who.read());
    EXPECT_TRUE(maria.still_good()) << "a file with faults changes nothing";

    write("tokens", "tokens: []\n");
    write("keys.json", SigningKey::set_of({std::make_unique<SigningKey>(Algorithm::ES256, "a").get()}));
    ASSERT_TRUE(who.read());
    for (const auto& caller : {maria, carl}) EXPECT_FALSE(caller.still_good());
    EXPECT_EQ(name_of_caller(guard, "Bearer word of maria"), "401");

    write("http.yaml", "authentication: none\n");
    const auto opened = who.read();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error(), HasSubstr("at a restart alone"));
    EXPECT_EQ(name_of_caller(guard, ""), "401");
}

TEST_F(GuardTest, TakesTheKernelsWordAtAUnixSocketIfTheSiteSaysSo) {
    ASSERT_TRUE(who.read());
    Guard guard(naming, who, {});
    auto local = request();
    local.peer = "uid " + std::to_string(::getuid());
    local.from_net = false;
    local.proof.uid = ::getuid();
    EXPECT_EQ(outcome_of(guard, local).response.status, 401U) << "nobody has said who the user is";
    write_settings("unix_users:\n  - {principal: local, user: root}\n");
    ASSERT_TRUE(who.read());
    local.proof.uid = 0;
    EXPECT_EQ(outcome_of(guard, local).caller->principal, "local");
    local.headers.set("Authorization", "Bearer guess");
    EXPECT_EQ(outcome_of(guard, local).response.status, 401U) << "what is shown counts, and nothing in its place";
    write_settings("unix_users:\n  - {principal: local, user: no-such-user-here}\n");
    EXPECT_FALSE(who.read());
}

TEST_F(GuardTest, PagesOfOtherOriginsAreLetInByName) {
    ASSERT_TRUE(who.read());
    Guard guard(naming, who, CrossOrigin({"https://portal.example.org"}));
    auto asked = request("Bearer word of maria");
    asked.headers.set("Origin", "https://portal.example.org");
    auto outcome = outcome_of(guard, asked);
    EXPECT_EQ(outcome.response.body, "maria");
    EXPECT_EQ(*outcome.response.headers.find("Access-Control-Allow-Origin"), "https://portal.example.org");
    EXPECT_EQ(*outcome.response.headers.find("Vary"), "Origin");
    EXPECT_FALSE(outcome.response.headers.find("Access-Control-Allow-Credentials"));
    asked.headers.remove("Authorization");
    outcome = outcome_of(guard, asked);
    EXPECT_EQ(outcome.response.status, 401U);
    EXPECT_TRUE(outcome.response.headers.find("Access-Control-Allow-Origin")) << "the page may read why";

    asked.method = "OPTIONS";
    asked.headers.set("Access-Control-Request-Method", "POST");
    outcome = outcome_of(guard, asked);
    EXPECT_EQ(outcome.response.status, 204U) << "a browser asks without credentials";
    EXPECT_THAT(*outcome.response.headers.find("Access-Control-Allow-Headers"), HasSubstr("Authorization"));
    for (const auto* other : {"https://portal.example.org.evil.example", "http://portal.example.org", "null"}) {
        asked.headers.set("Origin", other);
        outcome = outcome_of(guard, asked);
        EXPECT_EQ(outcome.response.status, 401U) << other;
        EXPECT_FALSE(outcome.response.headers.find("Access-Control-Allow-Origin")) << other;
    }
}

TEST(CrossOrigin, IsAnOriginAndNothingElse) {
    for (const auto* good : {"https://portal.example.org", "http://localhost:3000", "http://[::1]:8080"})
        EXPECT_TRUE(CrossOrigin::parse(good)) << good;
    for (const auto* wrong : {"*", "null", "", "portal.example.org", "https://", "https://portal.example.org/",
                              "https://*.example.org", "https://Portal.example.org", "ftp://a", "https://a b"})
        EXPECT_FALSE(CrossOrigin::parse(wrong)) << wrong;
}

TEST(FailedAttempts, AreOfAnAddressAndNotOfAPort) {
    EXPECT_EQ(address_of_peer("192.0.2.7:4711"), "192.0.2.7");
    EXPECT_EQ(address_of_peer("[2001:db8:0:1:2:3:4:5]:80"), "2001:db8:0:1::/64");
    EXPECT_EQ(address_of_peer("[2001:db8:0:1::9]:81"), "2001:db8:0:1::/64");
    EXPECT_EQ(address_of_peer("uid 1000"), "uid 1000");
    EXPECT_EQ(address_of_peer("[]:1"), "");
    EXPECT_EQ(address_of_peer("["), "");
}

TEST(FailedAttempts, PassWithTimeAndTakeNoMemoryWithoutEnd) {
    FailedAttempts attempts;
    FailedAttempts::Time now{std::chrono::hours{1}};
    EXPECT_THAT(attempts.take("a", "why", now).value(), HasSubstr("a request from a is refused: why"));
    EXPECT_FALSE(attempts.take("a", "why", now)) << "a line a second";
    for (int i = 0; i < 100; ++i) attempts.take("a", "why", now);
    EXPECT_FALSE(attempts.has_room("a", now));
    EXPECT_TRUE(attempts.has_room("b", now));
    now += std::chrono::milliseconds{1001};
    EXPECT_TRUE(attempts.has_room("a", now));
    EXPECT_THAT(attempts.take("a", "why", now).value(), HasSubstr("(101 more were not logged)"));
    EXPECT_FALSE(attempts.has_room("a", now));
    for (int i = 0; i < 100'000; ++i) attempts.take(std::to_string(i), "why", now);
    EXPECT_EQ(attempts.count(), 100'103U);
}

std::string faults_of(const std::string& text) {
    const testing::TemporaryDirectory directory;
    const auto path = directory.file("http.yaml");
    std::ofstream(path) << text;
    const auto settings = load_gateway_settings(path);
    return settings ? "" : settings.error();
}

TEST(GatewaySettings, AreNeverOnWithNobodyToBeKnown) {
    EXPECT_THAT(faults_of(""), HasSubstr("nobody could be known"));
    EXPECT_THAT(faults_of("authentication: required\n"), HasSubstr("nobody could be known"));
    EXPECT_THAT(faults_of("tls: {cert: a, key: b}\n"), HasSubstr("nobody could be known"));
    EXPECT_THAT(faults_of("authentication: none\ntokens: a\n"), HasSubstr("is none"));
    EXPECT_EQ(faults_of("authentication: none\n"), "");
    EXPECT_EQ(faults_of("tokens: a\n"), "");
}

// The file that is installed, and with what stands in its comments.
TEST(GatewaySettings, OfTheInstalledFileAreGood) {
    std::ifstream file(testing::source("etc/http.yaml"));
    std::string installed;
    std::string whole;
    bool is_example = false;
    for (std::string line; std::getline(file, line);) {
        installed += line + "\n";
        for (const std::string key : {"tls:", "certificates:", "unix_users:", "tokens:", "oidc:"})
            is_example = (is_example && !line.empty()) || line.starts_with("# " + key);
        whole += (is_example ? line.substr(2) : line) + "\n";
    }
    EXPECT_EQ(faults_of(installed), "");
    whole.replace(whole.find("\nauthentication: none"), 21, "\nauthentication: required");
    EXPECT_EQ(faults_of(whole), "") << whole;
    for (const auto* key : {"\ntls:", "\ncertificates:", "\nunix_users:", "\ntokens:", "\noidc:"})
        EXPECT_NE(whole.find(key), std::string::npos) << key;
}

TEST(GatewaySettings, SayWhatIsWrongWithThem) {
    EXPECT_THAT(faults_of("tokns: a\n"), HasSubstr("did you mean \"tokens\""));
    EXPECT_THAT(faults_of("tokens: a\ncertificates: [{principal: p, dns: d}]\n"), HasSubstr("tls.client_ca"));
    EXPECT_THAT(faults_of("tokens: a\ntls: {cert: a, key: b, client_ca: c}\n"), HasSubstr("lets nobody in"));
    const std::string tls = "tls: {cert: a, key: b, client_ca: c}\ncertificates:\n";
    EXPECT_THAT(faults_of(tls + "  - {principal: p}\n"), HasSubstr("none of subject, dns"));
    EXPECT_THAT(faults_of(tls + "  - {principal: p, dns: d, uri: u}\n"), HasSubstr("several of subject, dns"));
    EXPECT_THAT(faults_of(tls + "  - {principal: p, dns: d}\n  - {principal: q, dns: d}\n"), HasSubstr("another one"));
    EXPECT_THAT(faults_of("unix_users: [{principal: p, user: u}, {principal: q, user: u}]\n"),
                HasSubstr("another one"));
    const std::string oidc = "oidc:\n  - issuer: i\n    audience: a\n";
    EXPECT_EQ(faults_of(oidc + "    keys: https://i/keys\n    principals: {s: p}\n"), "");
    EXPECT_EQ(faults_of(oidc + "    keys: http://127.0.0.1:80/keys\n    principals: {s: p}\n"), "");
    for (const auto* keys : {"http://i/keys", "http://127.0.0.1.evil/keys", "ftp://i"})
        EXPECT_THAT(faults_of(oidc + "    keys: " + keys + "\n    principals: {s: p}\n"), HasSubstr("https://"))
            << keys;
    EXPECT_THAT(faults_of(oidc + "    keys: a\n"), HasSubstr("says of nobody"));
    EXPECT_THAT(faults_of(oidc + "    keys: a\n    others_as: corp-\n"), HasSubstr("no principal's name has"));
    EXPECT_EQ(faults_of(oidc + "    keys: a\n    others_as: \"corp:\"\n"), "");
    for (const auto* algorithm : {"none", "HS256", "rs256"})
        EXPECT_THAT(faults_of(oidc + "    keys: a\n    algorithms: [" + algorithm + "]\n    others_as: c/\n"),
                    HasSubstr("algorithms"))
            << algorithm;
}

TEST(Protection, AnotherHostNeedsTlsAndCredentials) {
    const std::vector<Place> open{*parse_place("0.0.0.0:9480")};
    const std::vector<Place> closed{*parse_place("127.0.0.1:9480"), *parse_place("unix:/run/http.sock")};
    EXPECT_THAT(fault_of(open, {}).value(), HasSubstr("everybody there could order machines"));
    EXPECT_THAT(fault_of(open, {.has_tls = true}).value(), HasSubstr("by what callers are known"));
    EXPECT_THAT(fault_of(open, {.asks_for_credentials = true}).value(), HasSubstr("tokens could be read"));
    EXPECT_FALSE(fault_of(open, {.has_tls = true, .asks_for_credentials = true}));
    EXPECT_FALSE(fault_of(open, {.insecure = true}));
    EXPECT_FALSE(fault_of(closed, {}));
}

}  // namespace
}  // namespace hf::http
