#include "ctl/other_brokers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace hf::ctl {
namespace {

const std::string* text_of(const ValueMap& entry, std::string_view key) {
    const auto it = entry.find(key);
    return it == entry.end() ? nullptr : it->second.as<std::string>();
}

void take_out(ValueMap& entry, std::string_view key, KeyNotes& notes, std::string_view why) {
    const auto it = entry.find(key);
    if (it == entry.end()) return;
    entry.erase(it);
    notes.leave_out(key, why);
}

void rename(ValueMap& entry, std::string_view from, const std::string& to, KeyNotes& notes) {
    const auto it = entry.find(from);
    if (it == entry.end() || entry.contains(to)) return;
    auto value = std::move(it->second);
    entry.erase(it);
    entry.emplace(to, std::move(value));
    notes.becomes(from, "configuration." + to);
}

void move_to_native(ValueMap& entry, std::string_view key, std::initializer_list<std::string_view> path, Value value,
                    KeyNotes& notes) {
    entry.erase(std::string(key));
    set_native(entry, path, std::move(value));
    std::string place = "configuration.nativeSpec";
    for (const auto& step : path) place += fmt::format(".{}", step);
    notes.becomes(key, std::move(place));
}

// LSF writes "name=value;name=value", the variables of its own script that runs on the machine.
bool is_variables(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto name = pair.substr(0, pair.find('='));
        const bool good =
            std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
        if (name.empty() || name == pair || !good || pair.find('\n') != std::string_view::npos) return false;
    }
    return true;
}

void drop_empty_names(ValueMap& entry, std::string_view key, KeyNotes& notes) {
    const auto it = entry.find(key);
    auto* list = it == entry.end() ? nullptr : std::get_if<ValueList>(&it->second.data);
    if (!list || std::erase(*list, Value("")) == 0) return;
    notes.warn(key, "has an empty name, which is left out");
    if (list->empty()) {
        notes.becomes(key, "left out");
        entry.erase(it);
    }
}

// LSF makes the first interface of a machine an adapter, and no other one.
void take_efa(ValueMap& entry, KeyNotes& notes) {
    entry.erase("interfaceType");
    entry.emplace("efaCount", 1);
    notes.becomes("interfaceType", "configuration.efaCount");
}

void translate_lsf(ValueMap& entry, KeyNotes& notes) {
    rename(entry, "placementGroupName", "pgrpName", notes);
    if (const auto* tenancy = text_of(entry, "tenancy"))
        move_to_native(entry, "tenancy", {"Placement", "Tenancy"}, *tenancy, notes);
    if (const auto it = entry.find("ebsOptimized"); it != entry.end()) {
        const auto value = it->second;
        const bool yes = value == Value(true) || value == Value("true");
        if (yes || value == Value(false) || value == Value("false"))
            move_to_native(entry, "ebsOptimized", {"EbsOptimized"}, yes, notes);
    }
    if (const auto* interface = text_of(entry, "interfaceType")) {
        if (entry.contains("efaCount"))
            take_out(entry, "interfaceType", notes, "efaCount says it");
        else if (*interface == "efa")
            take_efa(entry, notes);
        else if (*interface == "interface" || interface->empty())
            take_out(entry, "interfaceType", notes, "machines have that one anyway");
    }
    if (const auto* data = text_of(entry, "userData"); data && is_variables(*data))
        take_out(entry, "userData", notes,
                 "LSF's own script would read these variables on the machine; name a script that sets them as "
                 "userDataScript");
    const auto attributes = entry.find("attributes");
    auto* map = attributes == entry.end() ? nullptr : std::get_if<ValueMap>(&attributes->second.data);
    if (map && map->contains("mem") && !map->contains("nram")) {
        map->emplace("nram", map->at("mem"));
        notes.becomes("attributes.mem", "attributes.nram, and as it is");
    }
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

// Symphony's own provider makes spot machines by Spot Fleets alone, and its files need no providerApi for that.
void name_symphonys_api(ValueMap& entry, KeyNotes& notes) {
    const auto* price = text_of(entry, "priceType");
    if (!price || !is_one_of(*price, {"spot", "heterogeneous"}) || !entry.contains("fleetRole")) return;
    if (entry.contains("providerApi") || entry.contains("provider_api")) return;
    entry.emplace("providerApi", "SpotFleet");
    notes.warn("providerApi", "is not given: SpotFleet is meant, since there is a fleetRole");
}

void tell_what_needs_spot(const ValueMap& entry, KeyNotes& notes) {
    const auto* price = text_of(entry, "priceType");
    if (price && *price == "spot" && entry.contains("vmTypesOnDemand") && !entry.contains("percentOnDemand") &&
        !entry.contains("onDemandCapacity"))
        notes.warn("vmTypesOnDemand", "counts with percentOnDemand or onDemandCapacity alone, since priceType is spot");
    if (price && *price != "ondemand") return;
    for (const auto* key : {"percentOnDemand", "onDemandCapacity", "poolsCount", "maxSpotPrice"})
        if (entry.contains(key)) notes.warn(key, "counts with priceType spot or heterogeneous alone");
}

}  // namespace

void set_native(ValueMap& entry, std::initializer_list<std::string_view> path, Value value) {
    auto* place = &entry.try_emplace("nativeSpec", ValueMap{}).first->second;
    for (const auto& step : path) {
        auto* map = std::get_if<ValueMap>(&place->data);
        // What is no map is the file's mistake, which the daemon finds.
        if (!map) return;
        place = &map->try_emplace(std::string(step), ValueMap{}).first->second;
    }
    *place = std::move(value);
}

void translate_other_brokers(ValueMap& entry, KeyNotes& notes) {
    std::vector<std::string> remarks;
    for (const auto& [key, value] : entry)
        if (key.starts_with('_')) remarks.push_back(key);
    for (const auto& key : remarks) take_out(entry, key, notes, "it is a remark");
    take_out(entry, "createdAt", notes, "the daemon records when it makes the template");
    drop_empty_names(entry, "securityGroupIds", notes);
    drop_empty_names(entry, "subnetId", notes);
    translate_lsf(entry, notes);
    name_symphonys_api(entry, notes);
    tell_what_needs_spot(entry, notes);
}

}  // namespace hf::ctl
