#include "adapters/providers/aws/ec2/images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "adapters/json/json_text.hpp"

namespace hf::aws {
namespace {

constexpr std::chrono::minutes kept_for{5};
constexpr std::string_view resolve = "resolve:ssm:";

bool is_image_id(std::string_view text) {
    return text.starts_with("ami-") &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

}  // namespace

std::optional<std::string> Images::known(const std::string& key) {
    const MutexLock lock(mutex_);
    const auto it = known_.find(key);
    if (it == known_.end() || std::chrono::steady_clock::now() - it->second.at > kept_for) return std::nullopt;
    return it->second.value;
}

std::string Images::keep(const std::string& key, std::string value) {
    const MutexLock lock(mutex_);
    known_[key] = {value, std::chrono::steady_clock::now()};
    return value;
}

AwsResult<std::string> Images::id_of(const std::string& image) {
    const auto path = image.starts_with(resolve) ? image.substr(resolve.size()) : image;
    if (path == image && !image.starts_with('/')) return image;
    if (auto id = known(path)) return *id;
    const auto answer = ssm_.json("AmazonSSM.GetParameter", {{"Name", path}});
    if (!answer) return tl::make_unexpected(answer.error());
    const auto* id = text_at(*answer, {"Parameter", "Value"});
    if (!id || !is_image_id(*id))
        return tl::make_unexpected(
            AwsError{"GetParameter", "InvalidAMIID.Malformed", fmt::format("{} holds no image's id", path), 200, true});
    return keep(path, *id);
}

AwsResult<std::string> Images::root_device_of(const std::string& image_id) {
    if (auto device = known(image_id)) return *device;
    const auto answer = ec2_.query("DescribeImages", Form().add("ImageId.1", image_id));
    if (!answer) return tl::make_unexpected(answer.error());
    std::string device = answer->child("imagesSet").child("item").child_value("rootDeviceName");
    if (device.empty()) device = "/dev/xvda";
    return keep(image_id, std::move(device));
}

}  // namespace hf::aws
