#include "adapters/providers/aws/ec2/launch_data.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace hf::aws {
namespace {

void add_value(Form& form, const std::string& name, const Value& value) {
    if (const auto* map = value.as<ValueMap>()) {
        for (const auto& [key, inner] : *map) add_value(form, fmt::format("{}.{}", name, key), inner);
    } else if (const auto* list = value.as<ValueList>()) {
        for (std::size_t i = 0; i < list->size(); ++i) add_value(form, fmt::format("{}.{}", name, i + 1), (*list)[i]);
    } else if (const auto* text = value.as<std::string>()) {
        form.set(name, *text);
    } else if (const auto* flag = value.as<bool>()) {
        form.set(name, *flag ? "true" : "false");
    } else if (const auto* real = value.as<double>()) {
        form.set(name, fmt::format("{}", *real));
    } else if (const auto number = value.as_integer()) {
        form.set(name, std::to_string(*number));
    }
}

// The numbers N of the parameters "<list>N.…".
std::set<std::size_t> numbers_in(const Form& form, const std::string& list) {
    std::set<std::size_t> numbers;
    for (const auto& [name, value] : form.fields()) {
        if (!name.starts_with(list)) continue;
        const auto* const begin = name.data() + list.size();
        std::size_t number{};
        if (std::from_chars(begin, name.data() + name.size(), number).ec == std::errc{}) numbers.insert(number);
    }
    return numbers;
}

// The prefixes of those network interfaces that have neither this parameter nor an existing interface, which has all.
std::vector<std::string> interfaces_without(const Form& form, const std::string& prefix, std::string_view parameter) {
    std::vector<std::string> without;
    for (const auto number : numbers_in(form, prefix + "NetworkInterface.")) {
        auto here = fmt::format("{}NetworkInterface.{}.", prefix, number);
        const auto& fields = form.fields();
        const bool has = std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
            return field.first.starts_with(here + std::string(parameter)) || field.first == here + "NetworkInterfaceId";
        });
        if (!has) without.push_back(std::move(here));
    }
    return without;
}

void set_groups(Form& form, const std::string& prefix, const std::vector<std::string>& groups) {
    auto places = interfaces_without(form, prefix, "SecurityGroupId");
    if (numbers_in(form, prefix + "NetworkInterface.").empty()) places.push_back(prefix);
    for (const auto& place : places)
        for (std::size_t i = 0; i < groups.size(); ++i)
            form.set(fmt::format("{}SecurityGroupId.{}", place, i + 1), groups[i]);
}

void set_root_volume(Form& form, const std::string& prefix, const RootVolume& root, const std::string& device) {
    const auto list = prefix + "BlockDeviceMapping.";
    const auto numbers = numbers_in(form, list);
    auto number = numbers.empty() ? 1 : *numbers.rbegin() + 1;
    for (const auto each : numbers)
        if (form.has(fmt::format("{}{}.DeviceName", list, each), device)) number = each;
    const auto here = fmt::format("{}{}.", list, number);
    form.set(here + "DeviceName", device);
    if (root.size_gib) form.set(here + "Ebs.VolumeSize", std::to_string(*root.size_gib));
    if (!root.type.empty()) form.set(here + "Ebs.VolumeType", root.type);
    if (root.iops) form.set(here + "Ebs.Iops", std::to_string(*root.iops));
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

void add_native(Form& form, const std::string& prefix, const ValueMap& parameters) {
    for (const auto& [key, value] : parameters) add_value(form, prefix + key, value);
}

void add_launch_data(Form& form, const std::string& prefix, const ReadySpecification& ready) {
    const auto& spec = ready.spec;
    add_native(form, prefix, spec.native);
    const auto set = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) form.set(prefix + name, value);
    };
    set("ImageId", ready.image_id);
    set("KeyName", spec.key_name);
    set("UserData", ready.user_data);
    set("Placement.GroupName", spec.placement_group);
    set(spec.instance_profile.starts_with("arn:") ? "IamInstanceProfile.Arn" : "IamInstanceProfile.Name",
        spec.instance_profile);
    set_groups(form, prefix, spec.security_groups);
    if (spec.root.given()) set_root_volume(form, prefix, spec.root, ready.root_device);
}

void set_subnet(Form& form, const std::string& subnet) {
    if (numbers_in(form, "NetworkInterface.").empty()) form.set("SubnetId", subnet);
    for (const auto& interface : interfaces_without(form, "", "SubnetId")) form.set(interface + "SubnetId", subnet);
}

}  // namespace hf::aws
