// P12: no answer of a service and no file that a template names ends the daemon, holds it, or is taken for the news
// that there are no machines.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <type_traits>

#include "adapters/providers/aws/aws_provider.hpp"
#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/aws/credentials/json_credentials.hpp"
#include "adapters/system/secret.hpp"
#include "core/threads/mutex.hpp"
#include "tests/aws/fault_proxy.hpp"
#include "tests/aws/moto.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::aws::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

// All services of a cloud, which answer every call with the same text.
class HostileCloud : public ::testing::Test {
protected:
    HostileCloud() {
        auto config = config_for(server_.url());
        config.settle_ms = 0;
        config.gather_s = 1;
        config.missing_s = 0;
        provider_ =
            std::make_unique<AwsProvider>(std::move(*Account::open(config, Environment::of_this_process())), config);
        order_.token = "token-1";
        order_.site = "site-1";
        order_.count = 2;
        order_.price_type = "ondemand";
        order_.configuration = {{"imageId", "ami-1"}, {"vmType", "t3.micro"}, {"subnetId", "subnet-1"}};
    }

    // "{action}" in it stands for the action of the call.
    void say(std::string body) { set(&ServedReply::body, std::move(body)); }
    template <class Part>
    void set(Part ServedReply::*part, std::type_identity_t<Part> value) {
        const MutexLock lock(mutex_);
        reply_.*part = std::move(value);
    }

    std::optional<ServedReply> answer(const ServedRequest& request) {
        const MutexLock lock(mutex_);
        auto reply = reply_;
        const std::string mark = "{action}";
        for (auto at = reply.body.find(mark); at != std::string::npos; at = reply.body.find(mark, at))
            reply.body.replace(at, mark.size(), request.parameter("Action"));
        return reply;
    }

    TemplateSpec spec() const {
        TemplateSpec spec;
        spec.provider_api = order_.provider_api;
        spec.configuration = order_.configuration;
        return spec;
    }

    // A directory, a FIFO, a device, and what is larger than any of these may be.
    std::vector<std::string> hostile_files() const {
        const auto fifo = folder_ / "fifo";
        EXPECT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
        const auto large = folder_ / "large";
        std::ofstream(large) << "x";
        fs::resize_file(large, std::uintmax_t{1} << 40);
        return {folder_.path(), fifo, "/dev/zero", "/dev/random", large, "/no/such/file"};
    }

    Mutex mutex_;
    ServedReply reply_ GUARDED_BY(mutex_);
    LocalServer server_{[this](const ServedRequest& request) { return answer(request); }};
    std::unique_ptr<AwsProvider> provider_;
    LaunchSpec order_;
    hf::testing::TemporaryDirectory folder_;
};

std::vector<std::string> hostile_bodies() {
    std::string deep_xml;
    for (int i = 0; i < 50'000; ++i) deep_xml += "<a>";
    return {"", " ", "null", "[]", "42", "\"text\"", "{}", std::string("\0\0\0", 3), "\xff\xfe\x00",
            "<html><body>Please sign in</body></html>",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<{action}Response>",
            "<{action}Respons/>",
            // Well-formed, of the right name, and not AWS's: an answer has a request id, and what was asked for.
            "<{action}Response><reservationSet/><instancesSet/><availabilityZoneInfo/></{action}Response>",
            "<{action}Response><requestId/><reservationSet/><instancesSet/></{action}Response>",
            "<{action}Response><requestId>r-1</requestId></{action}Response>", "<Response><Errors/></Response>",
            std::string(100'000, '['), std::string(1'000'000, 'x'), deep_xml};
}

TEST_F(HostileCloud, WhatIsNoAnswerIsAFailedCall) {
    const std::vector<std::string> ids{"i-1", "i-2"};
    for (const auto& body : hostile_bodies()) {
        say(body);
        const auto of = fmt::format("\"{:.40}\"", body);
        const auto expect_unreachable = [&](const auto& result, const char* call) {
            ASSERT_FALSE(result) << call << " of " << of;
            EXPECT_EQ(result.error().kind, ProviderErrorKind::unreachable) << call << " of " << of;
        };
        expect_unreachable(provider_->describe(ids), "describe");
        expect_unreachable(provider_->find(order_.token), "find");
        expect_unreachable(provider_->list(order_.site), "list");
        expect_unreachable(provider_->terminate(ids, Ending::graceful), "terminate");
        expect_unreachable(provider_->stop(ids), "stop");
        expect_unreachable(provider_->start(ids), "start");
        expect_unreachable(provider_->validate(spec()), "validate");
        expect_unreachable(provider_->health(), "health");
    }
}

TEST_F(HostileCloud, WhatIsNoAnswerLeavesALaunchOpen) {
    order_.configuration["fleetRole"] = "arn:aws:iam::123456789012:role/fleets";
    const std::vector<std::string> bodies{
        "", "{}", "<html><body>Please sign in</body></html>", "<{action}Response>",
        // The right element, with nothing of what it should hold.
        "<{action}Response/>",
        "<{action}Response><requestId>r-1</requestId><instancesSet/><fleetInstanceSet/></{action}Response>",
        "<{action}Response><requestId>r-1</requestId><instancesSet><item/></"
        "instancesSet><fleetInstanceSet><item><instanceIds><item/>"
        "</instanceIds></item></fleetInstanceSet></{action}Response>"};
    for (const auto& api : AwsType().capabilities().provider_apis) {
        order_.provider_api = api;
        for (const auto& body : bodies) {
            say(body);
            for (const bool repeated : {false, true}) {
                order_.repeated = repeated;
                const auto result = provider_->launch(order_);
                EXPECT_TRUE(result.machines.empty());
                ASSERT_TRUE(result.error) << api << fmt::format(" of \"{:.40}\"", body);
                EXPECT_EQ(result.error->kind, ProviderErrorKind::unreachable) << result.error->message;
            }
        }
    }
}

TEST_F(HostileCloud, AnAnswerThatDoesNotTellOfInstancesIsNotTheNewsThatThereAreNone) {
    const std::vector<std::string> ids{"i-1"};
    for (const auto* body : {"<{action}Response/>", "<{action}Response><reservationSet/></{action}Response>",
                             "<{action}Response><requestId>r-1</requestId></{action}Response>",
                             "<{action}Response><requestId>r-1</requestId><reservationSet><item><instancesSet><item/>"
                             "</instancesSet></item></reservationSet></{action}Response>",
                             "<{action}Response><requestId>r-1</requestId><reservationSet><item><instancesSet><item>"
                             "<instanceId>i-1</instanceId></item></instancesSet></item></reservationSet>"
                             "</{action}Response>"}) {
        say(body);
        EXPECT_FALSE(provider_->describe(ids)) << body;
        EXPECT_FALSE(provider_->find(order_.token)) << body;
        EXPECT_FALSE(provider_->list(order_.site)) << body;
    }
    say("<{action}Response><requestId>r-1</requestId><reservationSet/></{action}Response>");
    EXPECT_TRUE(provider_->describe(ids)->empty());
    EXPECT_TRUE(provider_->list(order_.site)->empty());
}

TEST_F(HostileCloud, AnAnswerWithoutALastPageEnds) {
    say("<{action}Response><requestId>r-1</requestId><reservationSet/><nextToken>again</nextToken></{action}Response>");
    const auto listed = provider_->list(order_.site);
    ASSERT_FALSE(listed);
    EXPECT_THAT(listed.error().message, HasSubstr("no end after"));
}

TEST_F(HostileCloud, AFailureThatIsNotAwssIsNoAnswerEither) {
    order_.configuration = {{"imageId", "ami-1"}, {"vmType", "t3.micro"}};
    order_.repeated = false;
    for (const int status : {302, 403, 404, 407, 502}) {
        set(&ServedReply::status, status);
        for (const auto* body : {"<html><body>Sign in</body></html>", "", "{}", "<Error><Code>Denied</Code></Error>",
                                 "<html><Errors><Error><Code>Denied</Code></Error></Errors></html>"}) {
            say(body);
            const auto described = provider_->describe(std::vector<std::string>{"i-1"});
            ASSERT_FALSE(described);
            EXPECT_EQ(described.error().kind, ProviderErrorKind::unreachable) << described.error().message;
            // Nobody knows what became of it: the launch stays open, and the template is not to blame.
            EXPECT_EQ(provider_->launch(order_).error->kind, ProviderErrorKind::unreachable) << status << body;
        }
    }
}

TEST_F(HostileCloud, AwssRequestIdIsInEveryError) {
    order_.configuration = {{"imageId", "ami-1"}, {"vmType", "t3.micro"}};
    order_.repeated = false;
    set(&ServedReply::status, 400);
    say("<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>words</Message></Error></Errors>"
        "<RequestID>r-ec2</RequestID></Response>");
    EXPECT_THAT(provider_->launch(order_).error->message, HasSubstr("[AWS request r-ec2]"));
    say("<ErrorResponse><Error><Code>ValidationError</Code></Error><RequestId>r-query</RequestId></ErrorResponse>");
    EXPECT_THAT(provider_->health().error().message, HasSubstr("[AWS request r-query]"));
    set(&ServedReply::request_id, "r-header");
    say(R"({"__type": "ParameterNotFound", "message": "words"})");
    order_.configuration["imageId"] = "/aws/service/image";
    EXPECT_THAT(provider_->launch(order_).error->message, HasSubstr("[AWS request r-header]"));
    set(&ServedReply::status, 200);
    say("<html/>");
    EXPECT_THAT(provider_->health().error().message, HasSubstr("[AWS request r-header]"));
}

TEST_F(HostileCloud, AWrongClockIsToldWithHowWrongItIs) {
    set(&ServedReply::status, 400);
    set(&ServedReply::date, "Sat, 01 Jan 2000 00:00:00 GMT");
    say("<Response><Errors><Error><Code>RequestExpired</Code><Message>words</Message></Error></Errors>"
        "<RequestID>r-1</RequestID></Response>");
    const auto refused = provider_->health();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ProviderErrorKind::credentials) << "it is set, and nothing ends until then";
    EXPECT_THAT(refused.error().message, ::testing::MatchesRegex(".*this host's clock is [0-9]+ s ahead of AWS's.*"));
    set(&ServedReply::date, "");
    EXPECT_THAT(provider_->health().error().message, ::testing::Not(HasSubstr("clock")));
}

TEST_F(HostileCloud, AnImageNamedByAnybodyElseIsNotTaken) {
    order_.configuration["imageId"] = "/aws/service/image";
    set(&ServedReply::request_id, "");
    say(R"({"Parameter": {"Value": "ami-1"}})");
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, ProviderErrorKind::unreachable);
    EXPECT_EQ(server_.calls_of("RunInstances"), 0U);
}

TEST_F(HostileCloud, JsonOfAnyShapeNamesNoImage) {
    order_.configuration["imageId"] = "/aws/service/image";
    order_.repeated = false;
    for (const auto* body : {"",
                             "null",
                             "true",
                             "7",
                             "\"ami-1\"",
                             "[]",
                             "[{\"Parameter\": {\"Value\": \"ami-1\"}}]",
                             "{}",
                             "{\"Parameter\": null}",
                             "{\"Parameter\": []}",
                             "{\"Parameter\": \"ami-1\"}",
                             "{\"Parameter\": {}}",
                             "{\"Parameter\": {\"Value\": null}}",
                             "{\"Parameter\": {\"Value\": 7}}",
                             "{\"Parameter\": {\"Value\": []}}",
                             "{\"Parameter\": {\"Value\": {\"Value\": \"ami-1\"}}}",
                             "{\"Parameter\": {\"Value\": \"vmi-1\"}}",
                             "{\"Parameter\": {\"Value\": \"ami-1\"}",
                             "{\"Parameter\": {\"Value\": \"\xff\"}}",
                             "<xml/>",
                             "1e999"}) {
        say(body);
        const auto result = provider_->launch(order_);
        EXPECT_TRUE(result.error) << body;
        EXPECT_EQ(server_.calls_of("RunInstances"), 0U) << body;
    }
    say(std::string(100'000, '['));
    EXPECT_TRUE(provider_->launch(order_).error);
    EXPECT_EQ(server_.calls_of("RunInstances"), 0U);
}

TEST_F(HostileCloud, AnImagesNameMayBeAnyBytes) {
    order_.repeated = false;
    order_.configuration["imageId"] = "/aws/\xff\xfe";
    EXPECT_TRUE(provider_->launch(order_).error);
}

TEST_F(HostileCloud, AUserDataScriptThatIsNoFileIsToldAndNotRead) {
    for (const auto& file : hostile_files()) {
        order_.configuration["userDataScript"] = file;
        order_.repeated = false;
        const auto result = provider_->launch(order_);
        ASSERT_TRUE(result.error) << file;
        EXPECT_EQ(result.error->kind, ProviderErrorKind::invalid);
        EXPECT_THAT(result.error->message, StartsWith("can't read " + file));
        EXPECT_THAT(result.error->message, HasSubstr("(template's userDataScript)"));
    }
    EXPECT_TRUE(server_.requests().empty()) << "nothing was asked for";
}

TEST_F(HostileCloud, AUserDataScriptThatLiesElsewhereIsNotRead) {
    fs::permissions(folder_.path(), fs::perms{0711});
    fs::create_directory(folder_ / "scripts");
    fs::permissions(folder_ / "scripts", fs::perms{0711});
    for (const auto* name : {"scripts/good", "outside"}) std::ofstream(folder_ / name) << "#!/bin/sh\n";
    fs::create_symlink(folder_ / "outside", folder_ / "scripts/link");
    auto config = config_for(server_.url());
    AwsProvider provider(std::move(*Account::open(config, Environment::of_this_process())), config,
                         PermittedPaths("limits.template_paths", {folder_.file("scripts")}));
    order_.repeated = false;
    for (const auto* name : {"outside", "scripts/../outside", "scripts/link"}) {
        order_.configuration["userDataScript"] = folder_.file(name);
        const auto result = provider.launch(order_);
        ASSERT_TRUE(result.error) << name;
        EXPECT_EQ(result.error->kind, ProviderErrorKind::invalid);
        EXPECT_THAT(result.error->message, HasSubstr("which lies in none of limits.template_paths"));
        EXPECT_THAT(result.error->message, HasSubstr("(template's userDataScript)"));
    }
    EXPECT_TRUE(server_.requests().empty()) << "nothing was asked for";
    order_.configuration["userDataScript"] = folder_.file("scripts/good");
    static_cast<void>(provider.launch(order_));
    EXPECT_FALSE(server_.requests().empty());
}

TEST_F(HostileCloud, AUserDataScriptThatOthersMayNotReadIsNotShownToThem) {
    const auto file = folder_ / "key";
    std::ofstream(file) << "secret of the daemon's";
    fs::permissions(folder_.path(), fs::perms{0711});
    order_.configuration["userDataScript"] = file.string();
    order_.repeated = false;
    for (const auto mode : {0600, 0640, 0660}) {
        ASSERT_EQ(::chmod(file.c_str(), static_cast<mode_t>(mode)), 0);
        const auto result = provider_->launch(order_);
        ASSERT_TRUE(result.error);
        EXPECT_THAT(result.error->message, HasSubstr("(chmod o+r) (template's userDataScript)"));
    }
    ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
    fs::permissions(folder_.path(), fs::perms{0700});
    const auto below = provider_->launch(order_);
    ASSERT_TRUE(below.error);
    EXPECT_THAT(below.error->message, HasSubstr("(chmod o+x) (template's userDataScript)"));
    EXPECT_TRUE(server_.requests().empty());
    fs::permissions(folder_.path(), fs::perms{0711});
    static_cast<void>(provider_->launch(order_));
    ASSERT_FALSE(server_.requests().empty());
    EXPECT_EQ(server_.requests().back().parameter("UserData"), base64("secret of the daemon's"));
}

TEST_F(HostileCloud, AnAccountOfAnyShapeHasNoFleetRole) {
    order_.provider_api = "SpotFleet";
    auto bodies = hostile_bodies();
    const std::string start = "<GetCallerIdentityResponse><GetCallerIdentityResult>";
    const std::string end =
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>";
    bodies.push_back(start + "<Account>1</Account><Arn>arn:aws:iam::1:root</Arn>" + end);
    bodies.push_back(start + "<Account>12345678901x</Account><Arn>arn:aws:x</Arn>" + end);
    bodies.push_back(start + "<Account>123456789012</Account><Arn>arn:</Arn>" + end);
    for (const auto& body : bodies) {
        say(body);
        order_.repeated = false;
        const auto result = provider_->launch(order_);
        ASSERT_TRUE(result.error) << body.substr(0, 200);
        EXPECT_THAT(result.error->message, HasSubstr("the template has no fleetRole"));
    }
    EXPECT_EQ(server_.calls_of("RequestSpotFleet"), 0U);
}

TEST_F(HostileCloud, FilesOfTheEnvironmentThatAreNoneAreTold) {
    for (const auto& file : hostile_files()) {
        EXPECT_FALSE(secret_of({"file:" + file})) << file;
        // Settings of such a file there are none: sites name /dev/null for that.
        for (const auto* variable : {"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                                     "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"}) {
            std::map<std::string, std::string> variables{{variable, file},
                                                         {"AWS_ROLE_ARN", "arn:r"},
                                                         {"AWS_EC2_METADATA_DISABLED", "true"},
                                                         {"HOME", folder_.path().string()}};
            if (std::string_view(variable).starts_with("AWS_CONTAINER"))
                variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server_.url();
            AwsConfig config;
            config.region = "us-east-1";
            config.ec2_endpoint = server_.url();
            config.sts_endpoint = server_.url();
            const auto account =
                Account::open(config, {[&](const std::string& name) -> std::optional<std::string> {
                                  const auto it = variables.find(name);
                                  return it == variables.end() ? std::nullopt : std::optional(it->second);
                              }});
            ASSERT_TRUE(account);
            EXPECT_FALSE((*account)->ec2().query("DescribeAvailabilityZones", {})) << variable << " is " << file;
        }
    }
    EXPECT_TRUE(server_.requests().empty()) << "nothing was sent of what is no token";
}

TEST(JsonCredentials, OfAnyOtherShapeAreNone) {
    for (const auto* text : {"", "null", "7", "[]", "\"x\"", "{}", "{\"AccessKeyId\": 1, \"SecretAccessKey\": 2}",
                             "{\"AccessKeyId\": [\"a\"], \"SecretAccessKey\": {\"b\": 1}}", "{\"AccessKeyId\": \"a\"}",
                             "{\"AccessKeyId\": \"a\", \"SecretAccessKey\": null}",
                             "{\"AccessKeyId\": \"a\", \"SecretAccessKey\": \"b\", \"Expiration\": \"soon\"}",
                             "{\"AccessKeyId\": \"a", "<xml/>", "\xff"})
        EXPECT_FALSE(json_credentials(text)) << text;
    for (const auto* text : {R"({"AccessKeyId": "a b", "SecretAccessKey": "c"})",
                             R"({"AccessKeyId": "a", "SecretAccessKey": "b\r\nx: y"})",
                             R"({"AccessKeyId": "a", "SecretAccessKey": "b", "Token": "<html>\n"})",
                             R"({"Code": "Failed", "AccessKeyId": "a", "SecretAccessKey": "b"})"})
        EXPECT_FALSE(json_credentials(text)) << text;
    const auto good = json_credentials(
        R"({"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": null, "Expiration": 5, "More": [{}]})");
    ASSERT_TRUE(good) << good.error();
    EXPECT_EQ(good->access_key_id, "a");
    EXPECT_FALSE(json_credentials(std::string(100'000, '[')));
}

}  // namespace
}  // namespace hf::aws::testing
