#include "ctl/template_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/domain/template/template.hpp"
#include "ctl/cell.hpp"
#include "ctl/other_brokers.hpp"

namespace hf::ctl {
namespace {

struct Translation {
    std::string_view theirs;
    std::string_view ours;
};

constexpr std::array translations{
    Translation{"templateId", "template_id"}, Translation{"maxNumber", "max_number"},
    Translation{"priceType", "price_type"},   Translation{"providerApi", "provider_api"},
    Translation{"instanceTags", "tags"},
};

// Further settings that Host Factory's providers are known to understand, and keys of our own.
constexpr std::array<std::string_view, 36> known_settings{
    "imageId",
    "subnetId",
    "vmType",
    "vmTypes",
    "vmTypesOnDemand",
    "vmTypesPriority",
    "fleetType",
    "fleetRole",
    "maxSpotPrice",
    "poolsCount",
    "iops",
    "spotFleetRequestExpiry",
    "keyName",
    "allocationStrategy",
    "allocationStrategyOnDemand",
    "pgrpName",
    "percentOnDemand",
    "rootDeviceVolumeSize",
    "volumeType",
    "securityGroupIds",
    "instanceProfile",
    "userDataScript",
    "launchTemplateId",
    "launchTemplateVersion",
    "userData",
    "abisInstanceRequirements",
    "nativeSpec",
    "onDemandCapacity",
    "rank",
    "priceInfo",
    "efaCount",
    "publicIp",
    "volumes",
    "capacityReservation",
    "instanceName",
    "hostNameType",
};

std::string_view our_name(std::string_view key) {
    const auto* found =
        std::find_if(translations.begin(), translations.end(), [&](const auto& each) { return each.theirs == key; });
    if (found != translations.end()) return found->ours;
    return field_of(&type_of<TemplateSpec>, key) ? key : std::string_view{};
}

// A number if the text is one, otherwise the text.
Value number_or_text(const std::string& text) {
    const auto* const end = text.data() + text.size();
    std::int64_t whole{};
    if (const auto got = std::from_chars(text.data(), end, whole); got.ec == std::errc{} && got.ptr == end)
        return whole;
    double number{};
    if (const auto got = std::from_chars(text.data(), end, number); got.ec == std::errc{} && got.ptr == end)
        return number;
    return text;
}

// Reads ["Numeric", "4"], ["String", "X86_64"], or a plain value. Pairs of another kind stay as they are.
Value attribute(std::string_view name, const Value& given) {
    const auto* pair = given.as<ValueList>();
    if (pair && pair->size() == 2) {
        const auto* kind = (*pair)[0].as<std::string>();
        const auto* text = (*pair)[1].as<std::string>();
        if (kind && (*kind == "Numeric" || *kind == "String")) {
            if (!text) return (*pair)[1];
            return *kind == "Numeric" ? number_or_text(*text) : Value(*text);
        }
    }
    const auto* text = given.as<std::string>();
    const bool numeric = name == "ncpus" || name == "ncores" || name == "nram";
    return text && numeric ? number_or_text(*text) : given;
}

// Reads "key=value;key=value".
tl::expected<ValueMap, std::string> tags_in(std::string_view text) {
    ValueMap tags;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.find_first_not_of(' ') == std::string_view::npos) continue;
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return tl::make_unexpected(fmt::format("instanceTags: \"{}\" is not key=value", pair));
        tags[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
    }
    return tags;
}

tl::expected<Value, std::string> translated(std::string_view ours, const Value& given) {
    if (ours == "tags")
        if (const auto* text = given.as<std::string>()) return tags_in(*text);
    const auto* attributes = given.as<ValueMap>();
    if (ours != "attributes" || !attributes) return given;
    ValueMap plain;
    for (const auto& [name, value] : *attributes) plain[name] = attribute(name, value);
    return plain;
}

bool is_weight(const Value& value) {
    const auto number = value.as_integer();
    return number && *number >= 1;
}

// Symphony's rule: in a template with spot machines, the weights of its types make maxNumber and requests count units.
void count_as_symphony(const ValueMap& settings, ImportedTemplate& result) {
    const auto types = settings.find(std::string_view("vmTypes"));
    const auto* weights = types == settings.end() ? nullptr : types->second.as<ValueMap>();
    if (!weights) return;
    const auto is_one = [](const auto& each) { return each.second.as_integer() == 1; };
    if (std::all_of(weights->begin(), weights->end(), is_one)) return;
    const bool whole =
        std::all_of(weights->begin(), weights->end(), [](const auto& each) { return is_weight(each.second); });
    const auto* price_type = result.fields["price_type"].as<std::string>();
    const bool by_units = whole && price_type && (*price_type == "spot" || *price_type == "heterogeneous");
    if (by_units) result.fields["counts"] = name_of(Counting::units);
    result.notes.becomes("vmTypes", by_units
                                        ? "configuration.vmTypes; maxNumber and requests count units of its weights"
                                        : "configuration.vmTypes; its weights have no effect, since the template "
                                          "counts machines");
}

// Other brokers say of each template which kind of provider it is for.
void take_provider_type(ValueMap& entry, ImportedTemplate& result) {
    const auto it = entry.find("providerType");
    const auto* type = it == entry.end() ? nullptr : it->second.as<std::string>();
    if (!type) return;
    result.provider_type = *type == "k8s" ? "kubernetes" : *type;
    result.notes.becomes("providerType", "the provider, where the import names none");
    entry.erase(it);
}

// Translates the keys that are fields of a template; all others are settings of its provider.
tl::expected<void, std::string> take_fields(const ValueMap& entry, ImportedTemplate& result) {
    ValueMap settings;
    for (const auto& [key, value] : entry) {
        if (const auto ours = our_name(key); !ours.empty()) {
            auto field = translated(ours, value);
            if (!field) return tl::make_unexpected(field.error());
            result.fields[std::string(ours)] = std::move(*field);
            result.notes.becomes(key, std::string(ours));
            continue;
        }
        if (std::find(known_settings.begin(), known_settings.end(), key) == known_settings.end())
            result.notes.warn(key, "is not a key of Host Factory; it is kept in the configuration");
        // What was put under another key has its place already.
        result.notes.places.try_emplace(key, "configuration." + key);
        settings[key] = value;
    }
    if (!entry.contains("counts")) count_as_symphony(settings, result);
    if (auto* configuration = std::get_if<ValueMap>(&result.fields["configuration"].data))
        for (auto& [key, value] : settings) configuration->insert_or_assign(key, std::move(value));
    return {};
}

}  // namespace

tl::expected<Value, std::string> no_files(const std::string& path) {
    return tl::make_unexpected(fmt::format("{}: files can't be read here", path));
}

bool is_the_schedulers(std::string_view key) { return key == "rank" || key == "priceInfo"; }

tl::expected<ImportedTemplate, std::string> import_template(const ValueMap& given, const FileReader& files) {
    ImportedTemplate result;
    // Set even when empty, so that what the file no longer states is gone after the import.
    result.fields = {{"attributes", ValueMap{}},
                     {"tags", ValueMap{}},
                     {"configuration", ValueMap{}},
                     {"price_type", "ondemand"},
                     {"counts", name_of(Counting::machines)},
                     {"provider_api", ""}};
    auto entry = given;
    for (const auto& [key, value] : given)
        if (value.is_null()) entry.erase(key);
    take_provider_type(entry, result);
    const auto tags = take_native_specs(entry, files, result.notes);
    if (!tags) return tl::make_unexpected(tags.error());
    translate_other_brokers(entry, result.notes);
    if (auto taken = take_fields(entry, result); !taken) return tl::make_unexpected(taken.error());
    // Keys that were made of others are not in the file.
    std::erase_if(result.notes.places, [&](const auto& place) {
        return place.first.find('.') == std::string::npos && !given.contains(place.first);
    });
    if (auto* all = std::get_if<ValueMap>(&result.fields["tags"].data))
        for (const auto& [key, value] : *tags) all->insert_or_assign(key, value);

    const auto id = result.fields.find("template_id");
    if (id == result.fields.end()) return tl::make_unexpected("templateId is missing");
    const auto* text = id->second.as<std::string>();
    if (!text) return tl::make_unexpected(fmt::format("templateId must be a string, not {}", in_words(id->second)));
    result.template_id = *text;
    return result;
}

tl::expected<std::vector<ValueMap>, std::string> templates_in(const Value& file) {
    if (const auto* one = file.as<ValueMap>(); one && (one->contains("template_id") || one->contains("templateId")))
        return std::vector{*one};
    const auto* list = file.as<ValueMap>() ? member(file, "templates").as<ValueList>() : file.as<ValueList>();
    if (!list) return tl::make_unexpected("it holds no list of templates");
    std::vector<ValueMap> entries;
    for (const auto& each : *list) {
        const auto* entry = each.as<ValueMap>();
        if (!entry)
            return tl::make_unexpected(
                fmt::format("templates[{}] must be a map, not {}", entries.size(), in_words(each)));
        entries.push_back(*entry);
    }
    return entries;
}

}  // namespace hf::ctl
