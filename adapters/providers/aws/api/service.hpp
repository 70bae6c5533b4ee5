// Service: the address of one of AWS's services, and its name in signatures.
#pragma once

#include <string>

namespace hf::aws {

struct Service {
    std::string name;     // the name in signatures: "ec2"
    std::string version;  // the version of a Query API: "2016-11-15"
    std::string region;
    std::string url;  // ends with a slash, so that the path is signed as it is sent
};

// The service at its usual address in the region, or at `endpoint` if that is not empty.
Service ec2_service(const std::string& region, const std::string& endpoint);
Service auto_scaling_service(const std::string& region, const std::string& endpoint);
Service sts_service(const std::string& region, const std::string& endpoint);
Service ssm_service(const std::string& region, const std::string& endpoint);

// True for a service on this host, which no proxy can reach.
bool on_this_host(const std::string& url);

}  // namespace hf::aws
