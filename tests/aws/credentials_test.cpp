#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/providers/aws/account/account.hpp"
#include "adapters/providers/aws/account/chain.hpp"
#include "adapters/providers/aws/credentials/current_credentials.hpp"
#include "adapters/providers/aws/credentials/json_credentials.hpp"
#include "adapters/system/secret.hpp"
#include "core/messages/rfc3339.hpp"
#include "tests/aws/local_server.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/manual_clock.hpp"

namespace hf::aws::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

// A home directory, an environment and an STS of the test's own.
class CredentialsChain : public ::testing::Test {
protected:
    CredentialsChain() {
        variables_["HOME"] = home_.path().string();
        variables_["AWS_EC2_METADATA_DISABLED"] = "true";
        config_.sts_endpoint = sts_.url();
    }

    std::string file(const std::string& name, const std::string& text) {
        const auto path = home_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }
    Environment environment() const {
        return {[this](const std::string& name) -> std::optional<std::string> {
            const auto it = variables_.find(name);
            return it == variables_.end() ? std::nullopt : std::optional(it->second);
        }};
    }
    std::unique_ptr<CurrentCredentials> current() {
        return std::make_unique<CurrentCredentials>(
            credentials_chain({config_, region_, environment()}, http_, pacing_, clock_), clock_);
    }
    // The id of the key that the chain gives, or its error.
    std::string key() {
        const auto credentials = current()->get();
        return credentials ? credentials->access_key_id : credentials.error().message;
    }
    std::size_t calls() const { return sts_.requests().size(); }

    static std::optional<ServedReply> answer_of_sts(const ServedRequest& request) {
        const auto action = request.parameter("Action");
        return ServedReply{200, "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>ASIA-" +
                                    request.parameter("RoleArn") +
                                    "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
                                    "<Expiration>" +
                                    rfc3339({hf::testing::test_start.microseconds + 3'600'000'000}) +
                                    "</Expiration></Credentials></" + action +
                                    "Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></" +
                                    action + "Response>"};
    }

    hf::testing::TemporaryDirectory home_;
    std::map<std::string, std::string> variables_;
    LocalServer sts_{&answer_of_sts};
    AwsConfig config_;
    std::string region_ = "eu-west-1";
    hf::testing::ManualClock clock_;
    HttpClient http_{HttpSettings{}};
    Pacing pacing_;
};

TEST_F(CredentialsChain, FollowsTheUsualOrder) {
    EXPECT_THAT(key(), HasSubstr("there are no credentials"));
    file(".aws/config", "[default]\naws_access_key_id = of-config\naws_secret_access_key = x\n");
    EXPECT_EQ(key(), "of-config");
    file(".aws/credentials", "[default]\naws_access_key_id = of-file # a comment\naws_secret_access_key = x\n");
    EXPECT_EQ(key(), "of-file");
    variables_["AWS_ACCESS_KEY_ID"] = "of-environment";
    EXPECT_THAT(key(), HasSubstr("only one of")) << "half a key is a mistake, and not skipped";
    variables_["AWS_SECRET_ACCESS_KEY"] = "x";
    EXPECT_EQ(key(), "of-environment");
    config_.access_key_id = SecretReference{"file:" + file("id", "of-configuration\n")};
    config_.secret_access_key = SecretReference{"file:" + file("key", "x\n")};
    EXPECT_EQ(key(), "of-configuration");
}

TEST_F(CredentialsChain, TakesTheProfileThatIsNamed) {
    file(".aws/config",
         "[default]\naws_access_key_id=no\naws_secret_access_key=x\n\n[profile mine]\n"
         "aws_access_key_id=mine\naws_secret_access_key=x\n");
    variables_["AWS_PROFILE"] = "mine";
    EXPECT_EQ(key(), "mine");
    variables_["AWS_PROFILE"] = "missing";
    EXPECT_THAT(key(), HasSubstr("profile missing is not there"));
    config_.profile = "mine";
    variables_["AWS_ACCESS_KEY_ID"] = "no";
    variables_["AWS_SECRET_ACCESS_KEY"] = "no";
    EXPECT_EQ(key(), "mine") << "what the configuration names goes before the environment";
}

TEST_F(CredentialsChain, AsksACredentialProcess) {
    const auto json = R"({"Version":1,"AccessKeyId":"of-process","SecretAccessKey":"x","SessionToken":"t"})";
    file(".aws/config", "[default]\ncredential_process = cat " + file("answer.json", json) + "\n");
    EXPECT_EQ(key(), "of-process");
    file(".aws/config", "[default]\ncredential_process = echo secret-word; false\n");
    EXPECT_THAT(key(), HasSubstr("credential_process failed"));
    file(".aws/config", "[default]\ncredential_process = echo secret-word\n");
    EXPECT_THAT(key(), ::testing::AllOf(HasSubstr("JSON"), ::testing::Not(HasSubstr("secret-word"))));
}

TEST_F(CredentialsChain, ACredentialProcessThatHangsIsLeftWhenTheDaemonEnds) {
    const auto begun = home_ / "begun";
    file(".aws/config", "[default]\ncredential_process = touch " + begun.string() + "; sleep 600\n");
    std::string told;
    std::thread asking([&] { told = key(); });
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!fs::exists(begun) && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
    const auto before = std::chrono::steady_clock::now();
    http_.leaving().begin();
    asking.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{20}) << "and not after its 30 s";
    EXPECT_THAT(told, HasSubstr("credential_process was left"));
}

TEST_F(CredentialsChain, ACallThatIsLeftForItsCredentialsIsNoRefusalOfThem) {
    const auto begun = home_ / "begun";
    file(".aws/config", "[default]\ncredential_process = touch " + begun.string() + "; sleep 600\n");
    config_.region = region_;
    config_.ec2_endpoint = sts_.url();
    const auto account = Account::open(config_, environment());
    ASSERT_TRUE(account) << account.error();
    std::optional<AwsError> left;
    std::thread asking([&] { left = (*account)->ec2().query("DescribeInstances", {}).error(); });
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!fs::exists(begun) && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
    (*account)->leaving().begin();
    asking.join();
    EXPECT_EQ(kind_of(*left), ProviderErrorKind::unreachable) << left->message;
    EXPECT_EQ(calls(), 0U);
}

TEST_F(CredentialsChain, AsksASourceThatFailsOnlyNowAndThen) {
    const auto calls = home_ / "calls";
    file(".aws/config", "[default]\ncredential_process = echo x >> " + calls.string() + "; false\n");
    const auto credentials = current();
    for (int i = 0; i < 5; ++i) EXPECT_THAT(credentials->get().error().message, HasSubstr("credential_process failed"));
    EXPECT_EQ(fs::file_size(calls), 2U) << "a source that hangs would hold each call for its whole time";
    clock_.advance(std::chrono::seconds{11});
    EXPECT_FALSE(credentials->get());
    EXPECT_EQ(fs::file_size(calls), 4U);
}

TEST_F(CredentialsChain, AssumesTheRoleOfAProfileWithItsSource) {
    file(".aws/config",
         "[profile role]\nrole_arn = arn:r\nsource_profile = base\nexternal_id = e1\n"
         "[profile base]\naws_access_key_id = base\naws_secret_access_key = x\n");
    config_.profile = "role";
    EXPECT_EQ(key(), "ASIA-arn:r");
    const auto call = sts_.requests().at(0);
    EXPECT_EQ(call.parameter("Action"), "AssumeRole");
    EXPECT_EQ(call.parameter("ExternalId"), "e1");
    EXPECT_THAT(call.headers.at("authorization"), HasSubstr("Credential=base/20231114/eu-west-1/sts/aws4_request"));
}

TEST_F(CredentialsChain, TellsARoleThatIsItsOwnSource) {
    file(".aws/config",
         "[profile a]\nrole_arn = arn:a\nsource_profile = b\n[profile b]\nrole_arn = arn:b\n"
         "source_profile = a\n");
    config_.profile = "a";
    EXPECT_THAT(key(), HasSubstr("is a source of itself"));
}

TEST_F(CredentialsChain, AssumesARoleWithAWebIdentityUnsigned) {
    variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = file("token", "who-i-am\n");
    variables_["AWS_ROLE_ARN"] = "arn:web";
    EXPECT_EQ(key(), "ASIA-arn:web");
    const auto call = sts_.requests().at(0);
    EXPECT_EQ(call.parameter("Action"), "AssumeRoleWithWebIdentity");
    EXPECT_EQ(call.parameter("WebIdentityToken"), "who-i-am");
    EXPECT_EQ(call.headers.count("authorization"), 0U);
}

TEST_F(CredentialsChain, AssumesTheRoleOfTheConfiguration) {
    variables_["AWS_ACCESS_KEY_ID"] = "base";
    variables_["AWS_SECRET_ACCESS_KEY"] = "x";
    config_.role_arn = "arn:configured";
    EXPECT_EQ(key(), "ASIA-arn:configured");
}

TEST_F(CredentialsChain, FetchesAnewBeforeTheyExpire) {
    variables_["AWS_ACCESS_KEY_ID"] = "base";
    variables_["AWS_SECRET_ACCESS_KEY"] = "x";
    config_.role_arn = "arn:r";
    const auto credentials = current();
    ASSERT_TRUE(credentials->get());
    ASSERT_TRUE(credentials->get());
    EXPECT_EQ(calls(), 1U);
    clock_.set_forward(std::chrono::hours{2});
    clock_.advance(std::chrono::minutes{54});
    ASSERT_TRUE(credentials->get());
    EXPECT_EQ(calls(), 1U) << "nothing expires by a clock that is set";
    clock_.advance(std::chrono::minutes{2});
    ASSERT_TRUE(credentials->get());
    EXPECT_EQ(calls(), 2U);
    credentials->expired(*credentials->get());
    EXPECT_GE(calls(), 2U);
}

TEST_F(CredentialsChain, AsksTheContainersEndpoint) {
    LocalServer container([](const ServedRequest&) {
        return ServedReply{200, R"({"AccessKeyId":"of-container","SecretAccessKey":"x","Token":"t"})"};
    });
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.url() + "/role";
    variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let me in";
    EXPECT_EQ(key(), "of-container");
    EXPECT_EQ(container.requests().at(0).headers.at("authorization"), "let me in");
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1.example.com/role";
    EXPECT_THAT(key(), HasSubstr("neither https nor on this host"));
}

TEST_F(CredentialsChain, AsksTheInstanceInTheSecondVersionAlone) {
    LocalServer metadata([](const ServedRequest& request) -> std::optional<ServedReply> {
        if (request.method == "PUT") return ServedReply{200, "session"};
        if (request.headers.count("x-aws-ec2-metadata-token") == 0) return ServedReply{401};
        if (request.path == "/latest/meta-data/iam/security-credentials/") return ServedReply{200, "the-role"};
        if (request.path == "/latest/meta-data/iam/security-credentials/the-role")
            return ServedReply{200, R"({"Code":"Success","AccessKeyId":"of-instance","SecretAccessKey":"x","Token":"t",
                                        "Expiration":"2033-01-01T06:00:00Z"})"};
        return ServedReply{404};
    });
    config_.metadata_endpoint = metadata.url();
    EXPECT_THAT(key(), HasSubstr("there are no credentials")) << "AWS_EC2_METADATA_DISABLED";
    variables_.erase("AWS_EC2_METADATA_DISABLED");
    EXPECT_EQ(key(), "of-instance");
    EXPECT_EQ(metadata.requests().at(0).headers.at("x-aws-ec2-metadata-token-ttl-seconds"), "300");
}

TEST_F(CredentialsChain, APageInPlaceOfTheInstancesAnswerIsNotTaken) {
    std::string page_for;
    LocalServer metadata([&](const ServedRequest& request) -> std::optional<ServedReply> {
        const std::string roles = "/latest/meta-data/iam/security-credentials/";
        const std::string what = request.method == "PUT" ? "token" : request.path == roles ? "role" : "keys";
        if (page_for == what) return ServedReply{200, "<html>\n<body>Please sign in</body>\n</html>"};
        if (what == "token") return ServedReply{200, "session"};
        if (what == "role") return ServedReply{200, "the-role"};
        if (page_for == "code") return ServedReply{200, R"({"Code":"Failed","AccessKeyId":"k","SecretAccessKey":"x"})"};
        return ServedReply{200, R"({"Code":"Success","AccessKeyId":"of-instance","SecretAccessKey":"x"})"};
    });
    config_.metadata_endpoint = metadata.url();
    variables_.erase("AWS_EC2_METADATA_DISABLED");
    for (const auto* what : {"token", "role", "keys", "code"}) {
        page_for = what;
        EXPECT_THAT(key(), HasSubstr("the instance's metadata service answered")) << what;
    }
    page_for.clear();
    EXPECT_EQ(key(), "of-instance");
}

TEST(Secret, IsReadOfItsReference) {
    ::setenv("HF_SECRET_TEST", "of the environment", 1);
    EXPECT_EQ(secret_of({"env:HF_SECRET_TEST"}), "of the environment");
    const hf::testing::TemporaryDirectory directory;
    std::ofstream(directory / "key") << "of a file\n";
    EXPECT_EQ(secret_of({"file:" + directory.file("key")}), "of a file");
    ::setenv("CREDENTIALS_DIRECTORY", directory.path().c_str(), 1);
    EXPECT_EQ(secret_of({"credential:key"}), "of a file");
    EXPECT_FALSE(secret_of({"credential:../key"}));
    EXPECT_FALSE(secret_of({"file:" + directory.file("none")}));
    EXPECT_FALSE(secret_of({"env:HF_SECRET_TEST_NONE"}));
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_FALSE(secret_of({"credential:key"}));
}

}  // namespace
}  // namespace hf::aws::testing
