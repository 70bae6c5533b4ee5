// Images: which image a template means, and what its root device is called. Kept for some
// minutes, so that a burst of launches asks once. Thread-safe.
#pragma once

#include <mutex>

#include "adapters/providers/aws/api/caller.hpp"

namespace hf::aws {

class Images {
public:
    Images(Caller& ec2, Caller& ssm) : ec2_(ec2), ssm_(ssm) {}

    // "ami-…" as it is; a path of an SSM parameter is looked up.
    [[nodiscard]] AwsResult<std::string> id_of(const std::string& image);
    [[nodiscard]] AwsResult<std::string> root_device_of(const std::string& image_id);

private:
    struct Known {
        std::string value;
        std::chrono::steady_clock::time_point at;
    };
    [[nodiscard]] std::optional<std::string> known(const std::string& key);
    std::string keep(const std::string& key, std::string value);

    Caller& ec2_;
    Caller& ssm_;
    std::mutex mutex_;
    std::map<std::string, Known> known_;
};

}  // namespace hf::aws
