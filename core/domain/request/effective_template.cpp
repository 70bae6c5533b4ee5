#include "core/domain/request/effective_template.hpp"

#include <fmt/ranges.h>
#include <algorithm>

#include "core/domain/template/template_sources.hpp"
#include "core/errors/findings.hpp"
#include "core/messages/convert.hpp"

namespace hf {
namespace {

// The template's own fields that a request may override, where the site allows it.
struct Overridable {
    std::optional<PriceType> price_type;
    std::optional<std::string> provider_api;
    std::optional<ValueMap> attributes;

    static constexpr auto describe = message(
        "Overridable", "Fields of a template that a request may override.",
        field<&Overridable::price_type>("price_type", "how machines are paid for"),
        field<&Overridable::provider_api>("provider_api", "which of the provider's ways to make machines").at_most(64),
        field<&Overridable::attributes>("attributes", "some of what a scheduler chooses by").at_most(256));
};

bool is_field(const std::string& key) {
    const auto& fields = Overridable::describe.fields;
    return std::any_of(fields.begin(), fields.end(), [&](const FieldInfo& field) { return field.name == key; });
}

void apply(TemplateSpec& spec, const ValueMap& overrides, std::vector<Finding>& findings) {
    ValueMap fields;
    for (const auto& [key, value] : overrides)
        if (is_field(key))
            fields.emplace(key, value);
        else
            spec.configuration.insert_or_assign(key, value);
    Overridable read;
    if (const auto problem = from_map(fields, read)) {
        findings = findings_of(*problem);
        return;
    }
    if (read.price_type) spec.price_type = *read.price_type;
    if (read.provider_api) spec.provider_api = std::move(*read.provider_api);
    if (read.attributes)
        for (auto& [name, value] : *read.attributes) spec.attributes.insert_or_assign(name, std::move(value));
}

}  // namespace

EffectiveTemplate effective_template(TemplateSpec spec, const ValueMap& overrides,
                                     const std::vector<std::string>& allowed) {
    EffectiveTemplate result{std::move(spec), {}};
    for (const auto& [key, value] : overrides)
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
            result.findings.push_back(
                {key, allowed.empty()
                          ? std::string("can't be overridden: this site allows none (limits.overridable)")
                          : fmt::format("can't be overridden: this site allows {}", fmt::join(allowed, ", "))});
    if (result.findings.empty()) apply(result.spec, overrides, result.findings);
    return result;
}

TemplateSpec overridden(TemplateSpec spec, const ValueMap& overrides) {
    std::vector<Finding> ignored;
    apply(spec, overrides, ignored);
    return spec;
}

TemplateSpec effective_template(const TemplateSpec& spec, const Request& request) {
    auto result = overridden(at_source(spec, request.source), request.configuration);
    result.counts = request.counts;
    result.tags = request.tags;
    result.tags.insert(spec.tags.begin(), spec.tags.end());
    return result;
}

}  // namespace hf
