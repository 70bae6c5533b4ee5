#include "adapters/providers/aws/ec2/block_devices.hpp"

#include <fmt/format.h>

namespace hf::aws {
namespace {

// The prefix of the device's parameters: of those that are there, or of the next number.
std::string place_of_device(const Form& form, const std::string& prefix, const std::string& device) {
    const auto list = prefix + "BlockDeviceMapping.";
    const auto numbers = form.numbers_in(list);
    auto number = numbers.empty() ? 1 : *numbers.rbegin() + 1;
    for (const auto each : numbers)
        if (form.has(fmt::format("{}{}.DeviceName", list, each), device)) number = each;
    return fmt::format("{}{}.", list, number);
}

}  // namespace

void set_volume(Form& form, const std::string& prefix, const Volume& volume, const std::string& device) {
    const auto here = place_of_device(form, prefix, device);
    form.set(here + "DeviceName", device);
    const auto set_number = [&](const char* name, const std::optional<std::uint32_t>& number) {
        if (number) form.set(here + name, std::to_string(*number));
    };
    const auto set_text = [&](const char* name, const std::string& text) {
        if (!text.empty()) form.set(here + name, text);
    };
    set_number("Ebs.VolumeSize", volume.size_gib);
    set_text("Ebs.VolumeType", volume.type);
    set_number("Ebs.Iops", volume.iops);
    set_number("Ebs.Throughput", volume.throughput);
    set_text("Ebs.KmsKeyId", volume.kms_key);
    set_text("Ebs.SnapshotId", volume.snapshot);
    // EC2 takes a key only together with the word that the volume is encrypted.
    const bool has_key = !volume.kms_key.empty();
    if (volume.encrypted || has_key) form.set(here + "Ebs.Encrypted", has_key || *volume.encrypted ? "true" : "false");
}

void add_volume(Form& form, const std::string& prefix, const Volume& volume) {
    set_volume(form, prefix, volume, volume.device);
    // A disk that outlives its machine costs on, and nobody would find it.
    const auto ends = place_of_device(form, prefix, volume.device) + "Ebs.DeleteOnTermination";
    if (!form.value(ends)) form.set(ends, "true");
}

}  // namespace hf::aws
