// Volume: a disk of a machine, as the `volumes` of a template's configuration describe it.
//
//     for (const auto& volume : spec.volumes) use(volume.device, volume.size_gib);  // "/dev/sdb", 500
//
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/errors/finding.hpp"
#include "core/messages/describe.hpp"

namespace hf::aws {

struct Volume {
    std::string device;
    std::optional<std::uint32_t> size_gib;
    std::string type;
    std::optional<std::uint32_t> iops;
    std::optional<std::uint32_t> throughput;
    std::optional<bool> encrypted;
    std::string kms_key;
    std::string snapshot;

    static constexpr auto describe = message(
        "AwsVolume", "A disk of a machine beside its root device.",
        field<&Volume::device>("device", "the name of its device: /dev/sdb, …").at_most(64),
        field<&Volume::size_gib>("size", "in GiB; without it that of the snapshot").between(1, 65'536),
        field<&Volume::type>("type", "gp3, io2, st1, …").optional().at_most(16),
        field<&Volume::iops>("iops", "of gp3, io1 and io2").between(100, 256'000),
        field<&Volume::throughput>("throughput", "of gp3, in MiB a second").between(1, 100'000),
        field<&Volume::encrypted>("encrypted",
                                  "whether it is encrypted; without it as the account or the snapshot says"),
        field<&Volume::kms_key>("kmsKeyId", "the key that it is encrypted with: its id, alias or ARN")
            .optional()
            .at_most(2048),
        field<&Volume::snapshot>("snapshotId", "the snapshot that it is made of: snap-…").optional().at_most(64));
};

// Adds what is wrong with these volumes, taken together and each by itself.
void check_volumes(const std::vector<Volume>& volumes, std::vector<Finding>& findings);

}  // namespace hf::aws
