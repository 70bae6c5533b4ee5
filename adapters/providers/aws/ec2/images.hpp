// Images: finds the image that a template means, and the name of its root device. Results are kept
// for some minutes, so that a burst of launches asks once. Thread-safe.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

class Images {
public:
    Images(Caller& ec2, Caller& ssm) : ec2_(ec2), ssm_(ssm) {}

    // Returns an "ami-…" unchanged, and looks up the path of an SSM parameter.
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
    Mutex mutex_;
    std::map<std::string, Known> known_ GUARDED_BY(mutex_);
};

}  // namespace hf::aws
