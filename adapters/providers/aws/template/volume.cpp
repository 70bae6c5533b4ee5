#include "adapters/providers/aws/template/volume.hpp"

#include <fmt/format.h>

#include <set>

namespace hf::aws {

void check_volumes(const std::vector<Volume>& volumes, std::vector<Finding>& findings) {
    std::set<std::string_view> devices;
    for (std::size_t i = 0; i < volumes.size(); ++i) {
        const auto& volume = volumes[i];
        const auto find = [&](std::string_view key, std::string message) {
            findings.push_back({fmt::format("volumes[{}].{}", i, key), std::move(message)});
        };
        if (volume.device.empty())
            find("device", "must name a device, such as /dev/sdb");
        else if (!devices.insert(volume.device).second)
            find("device", fmt::format("{} is that of another volume, too", volume.device));
        if (!volume.size_gib && volume.snapshot.empty()) find("size", "must be given, unless a snapshotId has it");
        if (!volume.kms_key.empty() && volume.encrypted == false)
            find("encrypted", "can't be false beside kmsKeyId: leave one of them out");
    }
}

}  // namespace hf::aws
