#include "core/domain/rules/template_checks.hpp"

#include "core/domain/request/effective_template.hpp"
#include "core/domain/rules/provider_checks.hpp"
#include "core/domain/rules/sources.hpp"
#include "core/errors/findings.hpp"
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

// Adds what the type of the source's provider finds wrong.
void check_source(const TemplateSpec& spec, std::size_t source, const State& state, const ProviderTypes& types,
                  std::vector<Finding>& findings) {
    const auto type = types.find(state.find(provider_of(spec, source))->type);
    if (type == types.end()) return;
    const auto where = spec.sources.empty() ? std::string{} : fmt::format("sources[{}].", source);
    for (auto& finding : type->second->check_template(at_source(spec, source)))
        findings.push_back({where + (finding.field.empty() ? "configuration" : "configuration." + finding.field),
                            std::move(finding.message)});
}

// Adds what the types of the template's providers find wrong with the tags, each finding once.
void check_tags_at_sources(const TemplateSpec& spec, const Tags& tags, const State& state, const ProviderTypes& types,
                           std::vector<Finding>& findings) {
    for (std::size_t i = 0; i < source_count(spec); ++i) {
        const auto* provider = state.find(provider_of(spec, i));
        const auto type = provider ? types.find(provider->type) : types.end();
        if (type == types.end()) continue;
        for (auto& finding : type->second->check_tags(tags))
            if (std::find(findings.begin(), findings.end(), finding) == findings.end())
                findings.push_back(std::move(finding));
    }
}

// What is wrong with a template whose providers are all configured.
std::vector<Finding> spec_findings(const TemplateSpec& spec, const State& state, const ProviderTypes& types) {
    std::vector<Finding> findings;
    check_attributes(spec.attributes, findings);
    check_tags(spec.tags, findings);
    check_tags_at_sources(spec, spec.tags, state, types, findings);
    if (!spec.sources.empty() && spec.sources.front().provider != spec.provider)
        findings.push_back({"sources[0].provider", fmt::format("must be the template's provider {}, not {}",
                                                               spec.provider, spec.sources.front().provider)});
    for (std::size_t i = 0; i < source_count(spec); ++i) check_source(spec, i, state, types, findings);
    return findings;
}

bool is_there(const ProviderAggregate* provider) { return provider && !provider->missing; }

std::optional<Error> missing_provider(const TemplateSpec& spec, const State& state) {
    const auto missing = [&](const ProviderName& name, std::string field) {
        auto error = no_such_provider(name, state);
        error.field = std::move(field);
        return error;
    };
    if (!is_there(state.find(spec.provider))) return missing(spec.provider, "provider");
    for (std::size_t i = 0; i < spec.sources.size(); ++i)
        if (!is_there(state.find(spec.sources[i].provider)))
            return missing(spec.sources[i].provider, fmt::format("sources[{}].provider", i));
    return std::nullopt;
}

// Bounds the search for a similar name, since other decisions wait for it.
bool few_enough(const State& state) {
    constexpr std::size_t most_candidates = 200;
    return state.templates().size() <= most_candidates;
}

}  // namespace

std::vector<Finding> template_findings(const TemplateSpec& spec, const State& state, const ProviderTypes& types) {
    if (auto missing = missing_provider(spec, state))
        return {Finding{missing->field.value_or("provider"), missing->message}};
    return spec_findings(spec, state, types);
}

std::optional<Error> check_template(const TemplateSpec& spec, const State& state, const ProviderTypes& types) {
    if (auto missing = missing_provider(spec, state)) return missing;
    return invalid(spec_findings(spec, state, types));
}

std::optional<Error> check_overrides(const TemplateSpec& spec, const ValueMap& overrides, const State& state,
                                     const Limits& limits, const ProviderTypes& types) {
    if (overrides.empty()) return std::nullopt;
    for (std::size_t i = 0; i < source_count(spec); ++i) {
        // A provider that isn't configured is never asked, so it has no say.
        if (!is_there(state.find(provider_of(spec, i)))) continue;
        auto effective = effective_template(at_source(spec, i), overrides, limits.overridable);
        for (auto& finding : effective.findings) finding.field = "configuration." + finding.field;
        if (!effective.findings.empty()) return invalid(effective.findings);
        if (auto wrong = check_template(effective.spec, state, types)) return wrong;
    }
    return std::nullopt;
}

std::optional<Error> check_machine_tags(const TemplateSpec& spec, const Tags& of_request, const State& state,
                                        const ProviderTypes& types) {
    std::vector<Finding> findings;
    check_tags(of_request, findings);
    // Without tags of the request they are the template's, which were checked when it was made.
    if (findings.empty() && !of_request.empty()) {
        auto tags = of_request;
        tags.insert(spec.tags.begin(), spec.tags.end());
        check_tags_at_sources(spec, tags, state, types, findings);
    }
    return invalid(findings);
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
