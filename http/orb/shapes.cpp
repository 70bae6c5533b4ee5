#include "http/orb/shapes.hpp"

#include <algorithm>

#include "core/domain/machine/machine_status.hpp"
#include "core/domain/request/request.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::http::orb {
namespace {

Json member(const Json& object, std::string_view name, Json otherwise = nullptr) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() || found->is_null() ? std::move(otherwise) : *found;
}

void copy(const Json& from, std::string_view name, Json& to, std::string_view as) {
    if (auto value = member(from, name); !value.is_null()) to[as] = std::move(value);
}

std::optional<std::int64_t> seconds_at(const Json& time) {
    if (!time.is_string()) return std::nullopt;
    const auto parsed = parse_rfc3339(time.get<std::string>());
    return parsed ? std::optional(parsed->microseconds / 1'000'000) : std::nullopt;
}

// A list, or words with commas between: as the provider's settings have subnets and groups.
Json words_in(const Json& value) {
    if (value.is_array()) return value;
    Json words = Json::array();
    if (!value.is_string()) return words;
    const auto text = value.get<std::string>();
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const auto word = text.substr(begin, end - begin);
        const auto first = word.find_first_not_of(' ');
        if (first != std::string::npos) words.push_back(word.substr(first, word.find_last_not_of(' ') - first + 1));
        begin = end + 1;
    }
    return words;
}

Json types_in(const Json& configuration) {
    if (auto types = member(configuration, "vmTypes"); types.is_object()) return types;
    Json types = Json::object();
    if (const auto type = member(configuration, "vmType"); type.is_string() && !type.get<std::string>().empty())
        types[type.get<std::string>()] = 1;
    return types;
}

// ORB knows no machine that is being started: that one is pending there.
std::string status_of_machine(const Json& machine) {
    const auto status = machine.at("status").get<std::string>();
    return status == name_of(MachineStatus::launching) ? std::string(name_of(MachineStatus::pending)) : status;
}

// Whether the machine came to what its request wants of it.
std::string_view result_of(const std::string& status, bool is_returned) {
    const auto known = enum_from<MachineStatus>(status);
    const bool is_gone = known == MachineStatus::terminated || known == MachineStatus::failed;
    if (is_returned) return is_gone ? "succeed" : "executing";
    if (known == MachineStatus::running) return "succeed";
    return is_gone || known == MachineStatus::shutting_down ? "fail" : "executing";
}

Json machine_in_request(const Json& ours, bool is_returned) {
    const auto status = status_of_machine(ours);
    Json machine{{"machine_id", ours.at("machine_id")},
                 {"name", ours.at("name")},
                 {"result", result_of(status, is_returned)},
                 {"status", status}};
    copy(ours, "private_ip", machine, "private_ip_address");
    copy(ours, "public_ip", machine, "public_ip_address");
    copy(ours, "instance_type", machine, "instance_type");
    machine["launch_time"] = seconds_at(ours.at("created_at")).value_or(0);
    machine["request_id"] = ours.at("request_id");
    copy(ours, "return_request_id", machine, "return_request_id");
    machine["message"] = ours.at("status_reason");
    machine["cloud_host_id"] = nullptr;
    return machine;
}

void add_end(const Json& ours, Json& request) {
    const auto completed = member(ours, "completed_at");
    if (completed.is_null()) return;
    request["completed_at"] = completed;
    const auto begin = seconds_at(ours.at("created_at"));
    const auto end = seconds_at(completed);
    if (begin && end) request["duration"] = std::max<std::int64_t>(*end - *begin, 0);
}

}  // namespace

Json request_of(const Json& ours) {
    const bool is_return = ours.at("request_type") == name_of(RequestType::give_back);
    Json request{{"request_id", ours.at("request_id")}, {"status", ours.at("status")}};
    copy(ours, "template_id", request, "template_id");
    const auto count = ours.at("machine_count").get<std::uint64_t>();
    const auto succeeded = ours.at("succeeded_count").get<std::uint64_t>();
    request["requested_count"] = count;
    request["created_at"] = ours.at("created_at");
    request["machine_ids"] = ours.at("machine_ids");
    request["message"] = ours.at("status_reason");
    copy(ours, "provider", request, "provider_name");
    request["request_type"] = ours.at("request_type");
    request["desired_capacity"] = count;
    request["success_rate"] = count == 0 ? 0.0 : 100.0 * static_cast<double>(succeeded) / static_cast<double>(count);
    request["successful_count"] = succeeded;
    request["failed_count"] = ours.at("failed_count");
    add_end(ours, request);
    request["error_details"] = Json::object();
    request["provider_data"] = Json::object();
    request["version"] = ours.at("version");
    request["resource_ids"] = Json::array();
    Json machines = Json::array();
    for (const auto& each : member(ours, "machines", Json::array()))
        machines.push_back(machine_in_request(each, is_return));
    request["machines"] = std::move(machines);
    return request;
}

Json machine_of(const Json& ours) {
    const auto status = status_of_machine(ours);
    Json machine{{"machine_id", ours.at("machine_id")}, {"name", ours.at("name")}, {"status", status}};
    for (const auto* name : {"instance_type", "private_ip", "public_ip", "price_type"}) copy(ours, name, machine, name);
    machine["result"] = result_of(status, false);
    machine["launch_time"] = seconds_at(ours.at("created_at")).value_or(0);
    machine["message"] = ours.at("status_reason");
    machine["provider_name"] = ours.at("provider");
    machine["request_id"] = ours.at("request_id");
    copy(ours, "return_request_id", machine, "return_request_id");
    machine["metadata"] = Json::object();
    machine["template_id"] = ours.at("template_id");
    if (const auto reason = ours.at("status_reason"); reason != "") machine["status_reason"] = reason;
    machine["tags"] = member(ours, "tags", Json::object());
    machine["provider_data"] = member(ours, "details", Json::object());
    machine["version"] = ours.at("version");
    return machine;
}

Json whole_machine_of(const Json& ours) {
    auto machine = machine_of(ours);
    if (machine.at("provider_data").empty()) machine.erase("provider_data");
    machine["id"] = ours.at("machine_id");
    machine["provider"] = ours.at("provider");
    return machine;
}

Json template_of(const Json& ours) {
    const auto configuration = member(ours, "configuration", Json::object());
    Json out{{"template_id", ours.at("template_id")}};
    for (const auto* name : {"name", "description"})
        if (const auto text = member(ours, name); text.is_string() && text != "") out[name] = text;
    const auto types = types_in(configuration);
    out["image_id"] = member(configuration, "imageId", "");
    out["max_instances"] = ours.at("max_number");
    out["machine_types"] = types;
    out["machine_types_ondemand"] = member(configuration, "vmTypesOnDemand", Json::object());
    out["machine_types_priority"] = member(configuration, "vmTypesPriority", Json::object());
    out["subnet_ids"] = words_in(member(configuration, "subnetId"));
    out["security_group_ids"] = words_in(member(configuration, "securityGroupIds"));
    out["price_type"] = member(ours, "price_type", "ondemand");
    out["allocation_strategy"] = member(configuration, "allocationStrategy", "");
    out["network_zones"] = Json::array();
    out["key_name"] = member(configuration, "keyName", "");
    out["tags"] = member(ours, "tags", Json::object());
    out["metadata"] = member(ours, "attributes", Json::object());
    out["provider_data"] = Json::object();
    out["provider_name"] = ours.at("provider");
    out["provider_api"] = member(ours, "provider_api", "");
    out["created_at"] = ours.at("created_at");
    out["updated_at"] = ours.at("updated_at");
    out["is_active"] = member(ours, "active", true) == true && ours.at("retired") == false;
    out["max_capacity"] = ours.at("max_number");
    out["instance_type"] = types.empty() ? "" : types.begin().key();
    return out;
}

Json list_of(std::string_view what, Json items) {
    const auto count = items.size();
    return {{what, std::move(items)}, {"message", fmt::format("{} {}", count, what)}, {"count", count}};
}

Json page_of(std::string_view what, Json items, const Json& ours) {
    auto page = list_of(what, std::move(items));
    page["total_count"] = ours.at("total");
    page["next_cursor"] = member(ours, "next");
    return page;
}

ValueMap configuration_of(const ValueMap& theirs) {
    struct Translation {
        std::string_view theirs, ours;
    };
    constexpr auto keys = std::to_array<Translation>({{"image_id", "imageId"},
                                                      {"machine_type", "vmType"},
                                                      {"machine_types", "vmTypes"},
                                                      {"key_name", "keyName"},
                                                      {"security_group_ids", "securityGroupIds"},
                                                      {"subnet_ids", "subnetId"},
                                                      {"user_data", "userData"}});
    ValueMap configuration;
    for (const auto& [name, ours] : keys)
        if (const auto given = theirs.find(name); given != theirs.end())
            configuration[std::string(ours)] = given->second;
    return configuration;
}

}  // namespace hf::http::orb
