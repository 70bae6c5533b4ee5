#include "core/commands/template_checks.hpp"

#include "core/commands/provider_checks.hpp"
#include "core/domain/effective_template.hpp"
#include "core/text/suggestion.hpp"

namespace hf {
namespace {

void check_attributes(const ValueMap& attributes, std::vector<Finding>& findings) {
    for (const auto* name : {"ncpus", "ncores", "nram"}) {
        const auto it = attributes.find(std::string_view(name));
        if (it == attributes.end()) continue;
        const auto number = it->second.as_integer();
        if (!number || *number < 1)
            findings.push_back({fmt::format("attributes.{}", name),
                                fmt::format("must be a whole number from 1, not {}", in_words(it->second))});
    }
    const auto type = attributes.find(std::string_view("type"));
    if (type != attributes.end() && !type->second.as<std::string>())
        findings.push_back({"attributes.type", fmt::format("must be a string, not {}", in_words(type->second))});
}

std::vector<Finding> spec_findings(const TemplateSpec& spec, const ProviderAggregate& provider,
                                   const ProviderTypes& types) {
    std::vector<Finding> findings;
    check_attributes(spec.attributes, findings);
    check_tags(spec.tags, findings);
    const auto type = types.find(provider.type);
    if (type == types.end()) return findings;
    for (auto& finding : type->second->check_template(spec))
        findings.push_back(
            {finding.field.empty() ? "configuration" : "configuration." + finding.field, std::move(finding.message)});
    return findings;
}

bool is_there(const ProviderAggregate* provider) { return provider && !provider->missing; }

// The search is bounded, since it runs where decisions wait for each other.
bool few_enough(const State& state) {
    constexpr std::size_t most_candidates = 200;
    return state.templates().size() <= most_candidates;
}

}  // namespace

std::vector<Finding> template_findings(const TemplateSpec& spec, const State& state, const ProviderTypes& types) {
    const auto* provider = state.find(spec.provider);
    if (!is_there(provider)) return {{"provider", no_such_provider(spec.provider, state).message}};
    return spec_findings(spec, *provider, types);
}

std::optional<Error> check_template(const TemplateSpec& spec, const State& state, const Context& context) {
    const auto* provider = state.find(spec.provider);
    if (!is_there(provider)) return no_such_provider(spec.provider, state);
    return invalid(spec_findings(spec, *provider, context.types));
}

std::optional<Error> check_overrides(const TemplateSpec& spec, const ValueMap& overrides, const State& state,
                                     const Context& context) {
    if (overrides.empty()) return std::nullopt;
    auto effective = effective_template(spec, overrides, context.limits.overridable);
    for (auto& finding : effective.findings) finding.field = "configuration." + finding.field;
    if (effective.findings.empty()) return check_template(effective.spec, state, context);
    return invalid(effective.findings);
}

Error no_such_template(const TemplateId& id, const State& state) {
    std::vector<std::string_view> names;
    if (few_enough(state))
        for (const auto& tmpl : state.templates()) names.push_back(tmpl.spec.template_id.value);
    return error(Code::template_not_found, "template \"{}\" does not exist{}", id, did_you_mean(id.value, names));
}

Error no_such_template_name(std::string_view name, const State& state) {
    std::vector<std::string_view> names;
    if (few_enough(state))
        for (const auto& tmpl : state.templates()) names.push_back(tmpl.spec.name);
    auto result = error(Code::template_not_found, "no template is called \"{}\"{}", name, did_you_mean(name, names));
    result.field = "template_name";
    return result;
}

Result<const Template*> template_to_change(const TemplateId& id, const State& state, const Context& context) {
    const auto* tmpl = state.find(id);
    if (!tmpl) return tl::make_unexpected(no_such_template(id, state));
    if (auto conflict = version_conflict(context, *tmpl)) return tl::make_unexpected(std::move(*conflict));
    return tmpl;
}

}  // namespace hf
