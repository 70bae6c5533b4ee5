#include "exporter/protection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::exporter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string fault_at(const char* address, const Protection& protection = {}) {
    return fault_of(protection, *parse_listen_address(address)).value_or("nothing");
}

const Protection token_only{.token_file = "token"};
const Protection tls_only{.tls_cert = "crt", .tls_key = "key"};
const Protection token_and_tls{.token_file = "token", .tls_cert = "crt", .tls_key = "key"};

TEST(Protection, LoopbackNeedsNone) {
    for (const auto* address :
         {"127.0.0.1:9464", "localhost:9464", "[::1]:9464", "127.1.2.3:0", "[0:0:0:0:0:0:0:1]:9464"})
        for (const auto& protection : {Protection{}, token_only, tls_only, token_and_tls})
            EXPECT_EQ(fault_at(address, protection), "nothing") << address;
}

TEST(Protection, AnotherAddressNeedsTokenAndTls) {
    for (const auto* address : {"0.0.0.0:9464", "[::]:9464", "192.0.2.1:9464", "[2001:db8::1]:9464", "128.0.0.1:9464",
                                "metrics.example.org:9464", "127.example.org:9464", "127.1:9464", "localhost.:9464",
                                "[::ffff:127.0.0.1]:9464"}) {
        EXPECT_THAT(fault_at(address), AllOf(HasSubstr(address), HasSubstr("--token-file, --tls-cert and --tls-key"),
                                             HasSubstr("or --insecure")));
        EXPECT_EQ(fault_at(address, token_and_tls), "nothing");
    }
}

TEST(Protection, SaysWhichHalfIsMissing) {
    EXPECT_THAT(fault_at("0.0.0.0:1", token_only),
                AllOf(HasSubstr("--tls-cert and --tls-key as well"), Not(HasSubstr("--token-file"))));
    EXPECT_THAT(fault_at("0.0.0.0:1", tls_only), AllOf(HasSubstr("--token-file as well"), Not(HasSubstr("--tls-"))));
}

TEST(Protection, InsecureIsTheSitesOwnWord) {
    for (auto protection : {Protection{}, token_only, tls_only, token_and_tls}) {
        protection.insecure = true;
        EXPECT_EQ(fault_at("0.0.0.0:9464", protection), "nothing");
    }
}

TEST(Protection, ACertificateAndItsKeyGoTogether) {
    for (auto protection : {Protection{.tls_cert = "crt"}, Protection{.tls_key = "key"}})
        for (const bool insecure : {false, true}) {
            protection.insecure = insecure;
            EXPECT_THAT(fault_at("127.0.0.1:9464", protection), HasSubstr("are needed together"));
        }
}

}  // namespace
}  // namespace hf::exporter
