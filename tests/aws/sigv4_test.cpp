// AWS's published examples of Signature Version 4.
#include "adapters/providers/aws/signing/sigv4.hpp"

#include <gtest/gtest.h>

#include "adapters/providers/aws/http/form.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::aws {
namespace {

const Credentials example{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", {}, {}};

std::string header(const HttpRequest& request, const std::string& name) {
    for (const auto& [key, value] : request.headers)
        if (key == name) return value;
    return {};
}

std::string authorization_of(HttpRequest request, const std::string& service = "service",
                             const Credentials& credentials = example) {
    sign(request, credentials, {"us-east-1", service}, *parse_rfc3339("2015-08-30T12:36:00Z"));
    return header(request, "authorization");
}

std::string signed_as(const std::string& headers, const std::string& signature,
                      const std::string& service = "service") {
    return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/" + service +
           "/aws4_request, SignedHeaders=" + headers + ", Signature=" + signature;
}

TEST(SigV4, SignsTheExampleOfTheDocumentation) {
    HttpRequest request{.url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"};
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
    EXPECT_EQ(authorization_of(request, "iam"),
              signed_as("content-type;host;x-amz-date",
                        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", "iam"));
}

TEST(SigV4, SignsTheSuitesVanillaRequests) {
    EXPECT_EQ(authorization_of({.url = "https://example.amazonaws.com/"}),
              signed_as("host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));
    EXPECT_EQ(authorization_of({.method = "POST", .url = "https://example.amazonaws.com"}),
              signed_as("host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
}

TEST(SigV4, SortsTheQuery) {
    EXPECT_EQ(authorization_of({.url = "https://example.amazonaws.com/?Param2=value2&Param1=value1"}),
              signed_as("host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"));
}

TEST(SigV4, SignsAForm) {
    HttpRequest request{.method = "POST", .url = "https://example.amazonaws.com/", .body = "Param1=value1"};
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    EXPECT_EQ(authorization_of(request), signed_as("content-type;host;x-amz-date",
                                                   "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"));
}

TEST(SigV4, SignsTheSessionsToken) {
    auto with_session = example;
    with_session.session_token =
        "AQoDYXdzEPT//////////"
        "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/"
        "qkPpKPi/"
        "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d"
        "+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
    EXPECT_EQ(authorization_of({.method = "POST", .url = "https://example.amazonaws.com/"}, "service", with_session),
              signed_as("host;x-amz-date;x-amz-security-token",
                        "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"));
}

TEST(SigV4, MakesOneBlankOfManyInAHeader) {
    HttpRequest one{.url = "https://h/", .headers = {{"x-note", "a b"}}};
    HttpRequest many{.url = "https://h/", .headers = {{"X-Note", "  a   b "}}};
    EXPECT_EQ(authorization_of(one), authorization_of(many));
}

TEST(Form, EncodesAllButUnreservedCharacters) {
    EXPECT_EQ(Form().add("Tag.1.Value", "a b+c/ü~-._").add("E", "").encoded(), "Tag.1.Value=a%20b%2Bc%2F%C3%BC~-._&E=");
    EXPECT_EQ(Form().add("A", "1").set("A", "2").set("B", "3").encoded(), "A=2&B=3");
}

}  // namespace
}  // namespace hf::aws
