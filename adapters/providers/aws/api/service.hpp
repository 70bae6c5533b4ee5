// Service: where one of AWS's services is, and what it calls itself.
#pragma once

#include <string>

namespace hf::aws {

struct Service {
    std::string name;     // in signatures: "ec2"
    std::string version;  // of a Query API: "2016-11-15"
    std::string region;
    std::string url;  // with the slash at its end, so that the path is signed as it is sent
};

// At its usual address in the region, or at `endpoint` where that isn't empty.
Service ec2_service(const std::string& region, const std::string& endpoint);
Service auto_scaling_service(const std::string& region, const std::string& endpoint);
Service sts_service(const std::string& region, const std::string& endpoint);
Service ssm_service(const std::string& region, const std::string& endpoint);

// A service on this host, which no proxy can reach.
bool on_this_host(const std::string& url);

}  // namespace hf::aws
