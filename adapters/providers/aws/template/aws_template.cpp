#include "adapters/providers/aws/template/aws_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "adapters/providers/aws/template/native_spec.hpp"
#include "core/errors/own_keys.hpp"
#include "core/messages/describe.hpp"

namespace hf::aws {
namespace {

// Each type is asked for in each subnet.
constexpr std::size_t most_subnets = 64;

// Keys that sites write: what the scheduler alone reads, and one that a new template is refused for (docs/AWS.md).
constexpr std::array<std::string_view, 3> without_effect{"rank", "priceInfo", "launchTemplateName"};

// Parameters that every call of this provider sets itself.
constexpr std::array<std::string_view, 7> set_by_calls{"MinCount", "MaxCount", "ClientToken", "TagSpecification",
                                                       "Action",   "Version",  "DryRun"};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto word = text.substr(0, comma);
        while (word.starts_with(' ')) word.remove_prefix(1);
        while (word.ends_with(' ')) word.remove_suffix(1);
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return words;
}

std::vector<std::string> words_of(const Value& value, std::string_view field, std::vector<Finding>& findings) {
    if (value.is_null()) return {};
    if (const auto* text = value.as<std::string>()) return split(*text);
    std::vector<std::string> words;
    const auto* list = value.as<ValueList>();
    const bool all = list && std::all_of(list->begin(), list->end(), [&](const Value& each) {
                         const auto* text = each.as<std::string>();
                         if (text && !text->empty()) words.push_back(*text);
                         return text && !text->empty();
                     });
    if (!all) findings.push_back({std::string(field), "must be a list of words, or words with commas between"});
    return words;
}

std::vector<std::string> types_of(const AwsTemplate& read, std::vector<Finding>& findings) {
    std::vector<std::pair<double, std::string>> placed;
    const auto number = [](const Value& value) -> std::optional<double> {
        if (const auto integer = value.as_integer()) return static_cast<double>(*integer);
        if (const auto* real = value.as<double>()) return *real;
        return std::nullopt;
    };
    for (const auto& [type, weight] : read.vm_types) {
        if (!number(weight)) findings.push_back({"vmTypes." + type, "must be a number"});
        const auto place = read.vm_types_priority.find(type);
        placed.emplace_back(place == read.vm_types_priority.end() ? 1e9 : number(place->second).value_or(1e9), type);
    }
    for (const auto& [type, place] : read.vm_types_priority)
        if (!number(place)) findings.push_back({"vmTypesPriority." + type, "must be a number"});
    std::stable_sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> types;
    if (!read.vm_type.empty()) types.push_back(read.vm_type);
    for (auto& [place, type] : placed)
        if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(std::move(type));
    return types;
}

struct Spelling {
    std::string_view theirs;
    std::string_view ec2;
};

constexpr std::array spot_strategies{Spelling{"capacityOptimized", "capacity-optimized"},
                                     Spelling{"capacityOptimizedPrioritized", "capacity-optimized-prioritized"},
                                     Spelling{"diversified", "diversified"}, Spelling{"lowestPrice", "lowest-price"},
                                     Spelling{"priceCapacityOptimized", "price-capacity-optimized"}};
constexpr std::array on_demand_strategies{Spelling{"lowestPrice", "lowest-price"},
                                          Spelling{"prioritized", "prioritized"}};

template <std::size_t N>
std::string ec2_spelling(const std::string& text, const std::array<Spelling, N>& known, std::string_view field,
                         std::vector<Finding>& findings) {
    if (text.empty()) return {};
    std::vector<std::string_view> choices;
    for (const auto& [theirs, ec2] : known) {
        if (text == theirs || text == ec2) return std::string(ec2);
        choices.push_back(theirs);
    }
    findings.push_back({std::string(field), not_a_choice(text, choices)});
    return {};
}

// The root device's own keys; nothing if none of them is given.
std::optional<Volume> root_of(const AwsTemplate& read) {
    if (!read.root_device_volume_size && read.volume_type.empty() && !read.iops) return std::nullopt;
    Volume root;
    root.size_gib = read.root_device_volume_size;
    root.type = read.volume_type;
    root.iops = read.iops;
    return root;
}

bool is_preference(std::string_view text) {
    return text == "open" || text == "none" || text == "capacity-reservations-only";
}

// What machines are made of beside image, types and subnets.
void take_machine_keys(const AwsTemplate& read, LaunchSpecification& made, std::vector<Finding>& findings) {
    made.root = root_of(read);
    made.volumes = read.volumes;
    check_volumes(made.volumes, findings);
    made.placement_group = read.placement_group;
    made.efa_count = read.efa_count;
    made.public_ip = read.public_ip;
    if (made.efa_count > 1 && made.public_ip == true)
        findings.push_back({"publicIp",
                            "can't be true beside an efaCount above 1: EC2 gives a public address only to a machine "
                            "with one network interface"});
    made.capacity_reservation = read.capacity_reservation;
    const std::string_view reservation = made.capacity_reservation;
    if (!reservation.empty() && !is_preference(reservation) && !reservation.starts_with("cr-") &&
        !reservation.starts_with("arn:"))
        findings.push_back({"capacityReservation",
                            "must be a reservation (cr-…), the ARN of a resource group, open, none or "
                            "capacity-reservations-only"});
    made.instance_name = read.instance_name;
    made.host_name_type = read.host_name_type;
    if (!made.host_name_type.empty() && made.host_name_type != "ip-name" && made.host_name_type != "resource-name")
        findings.push_back({"hostNameType", "must be ip-name or resource-name"});
}

std::string price_of(const Value& value, std::vector<Finding>& findings) {
    if (value.is_null()) return {};
    if (const auto integer = value.as_integer(); integer && *integer > 0) return std::to_string(*integer);
    if (const auto* real = value.as<double>(); real && *real > 0) return fmt::format("{}", *real);
    if (const auto* text = value.as<std::string>();
        text && !text->empty() && text->find_first_not_of("0123456789.") == std::string::npos)
        return *text;
    findings.push_back({"maxSpotPrice", "must be a price: a number above 0"});
    return {};
}

void check_requirements(const ValueMap& requirements, bool types_given, std::vector<Finding>& findings) {
    if (requirements.empty()) return;
    const std::string field = "abisInstanceRequirements";
    if (types_given) findings.push_back({field, "can't be given beside vmType, vmTypes or nativeSpec.InstanceType"});
    for (const auto* name : {"VCpuCount", "MemoryMiB"}) {
        const auto it = requirements.find(name);
        const auto* range = it == requirements.end() ? nullptr : it->second.as<ValueMap>();
        if (!range || !range->contains("Min"))
            findings.push_back({fmt::format("{}.{}.Min", field, name), "must be given: EC2 wants it"});
    }
}

}  // namespace

tl::expected<LaunchSpecification, std::vector<Finding>> read_aws_template(const ValueMap& configuration) {
    AwsTemplate read;
    auto findings = read_own_keys(configuration, type_of<AwsTemplate>, &read, without_effect);
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    LaunchSpecification made;
    made.image_id = read.image_id;
    made.subnets = words_of(read.subnet_id, "subnetId", findings);
    if (made.subnets.size() > most_subnets)
        findings.push_back(
            {"subnetId", fmt::format("must name at most {} subnets, not {}", most_subnets, made.subnets.size())});
    made.types = types_of(read, findings);
    made.weights = Weights::in(configuration);
    for (const auto& [type, weight] : read.vm_types_on_demand) made.types_on_demand.push_back(type);
    made.security_groups = words_of(read.security_group_ids, "securityGroupIds", findings);
    made.key_name = read.key_name;
    made.instance_profile = read.instance_profile;
    made.user_data = read.user_data;
    made.user_data_script = read.user_data_script;
    take_machine_keys(read, made, findings);
    made.launch_template_id = read.launch_template_id;
    made.launch_template_version = read.launch_template_version;
    made.max_spot_price = price_of(read.max_spot_price, findings);
    made.fleet_type = read.fleet_type;
    made.allocation_strategy = ec2_spelling(read.allocation_strategy, spot_strategies, "allocationStrategy", findings);
    made.allocation_strategy_on_demand =
        ec2_spelling(read.allocation_strategy_on_demand, on_demand_strategies, "allocationStrategyOnDemand", findings);
    made.percent_on_demand = read.percent_on_demand.value_or(0);
    made.on_demand_capacity = read.on_demand_capacity.value_or(0);
    // With another strategy EC2 would refuse it, also from a template that was stored when it had no effect.
    if (made.allocation_strategy.empty() || made.allocation_strategy == "lowest-price")
        made.pools_count = read.pools_count;
    made.fleet_role = read.fleet_role;
    made.spot_fleet_expiry = std::chrono::minutes{read.spot_fleet_request_expiry};
    made.requirements = read.abis_instance_requirements;
    made.native = by_query_names(read.native_spec);

    const bool elsewhere = !made.launch_template_id.empty();
    if (made.image_id.empty() && !elsewhere && !made.native.contains("ImageId"))
        findings.push_back({"imageId", "must be given, unless a launchTemplateId has it"});
    const bool types_given = !made.types.empty() || made.native.contains("InstanceType");
    if (made.requirements.empty() && !types_given && !elsewhere)
        findings.push_back({"vmTypes", "must name an instance type, unless a launchTemplateId has it"});
    check_requirements(made.requirements, types_given, findings);
    if (!made.user_data.empty() && !made.user_data_script.empty())
        findings.push_back({"userDataScript", "can't be given beside userData"});
    for (const auto& key : set_by_calls)
        if (made.native.contains(key))
            findings.push_back({fmt::format("nativeSpec.{}", key), "is set by hostfactory itself"});
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    return made;
}

}  // namespace hf::aws
