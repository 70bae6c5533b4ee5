// Signature Version 4: proves to AWS who sends a request, and that nobody changed it.
//
//     HttpRequest request{.method = "POST", .url = "https://ec2.eu-west-1.amazonaws.com/", …};
//     sign(request, credentials, {"eu-west-1", "ec2"}, clock.now());   // adds x-amz-date, authorization, …
//
// Every header of the request is signed. Pure except for OpenSSL's digests; any thread may call it.
#pragma once

#include "adapters/providers/aws/credentials/credentials.hpp"
#include "adapters/providers/aws/http/http_client.hpp"
#include "core/messages/timestamp.hpp"

namespace hf::aws {

struct SigningScope {
    std::string region;
    std::string service;
};

void sign(HttpRequest& request, const Credentials& credentials, const SigningScope& scope, Timestamp now);

}  // namespace hf::aws
