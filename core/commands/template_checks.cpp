#include "core/commands/template_checks.hpp"

#include "core/ports/provider.hpp"
#include "core/text/suggestion.hpp"

namespace hf {
namespace {

Error invalid(std::string field, std::string message) {
    auto result = error(Code::validation_error, "{} {}", field, message);
    result.field = std::move(field);
    return result;
}

std::optional<Error> check_attributes(const ValueMap& attributes) {
    for (const auto* name : {"ncpus", "ncores", "nram"}) {
        const auto it = attributes.find(std::string_view(name));
        if (it == attributes.end()) continue;
        const auto number = it->second.as_integer();
        if (!number || *number < 1)
            return invalid(fmt::format("attributes.{}", name),
                           fmt::format("must be a whole number from 1, not {}", in_words(it->second)));
    }
    const auto type = attributes.find(std::string_view("type"));
    if (type != attributes.end() && !type->second.as<std::string>())
        return invalid("attributes.type", fmt::format("must be a string, not {}", in_words(type->second)));
    return std::nullopt;
}

}  // namespace

std::optional<Error> check_template(const TemplateSpec& spec, const State& state, const Context& context) {
    const auto* provider = state.find(spec.provider);
    if (!provider || !provider->enabled) {
        std::vector<std::string_view> names;
        for (const auto& [name, known] : state.providers())
            if (known.enabled) names.push_back(name.value);
        return error(Code::provider_not_found, "provider \"{}\" is not configured{}", spec.provider,
                     did_you_mean(spec.provider.value, names));
    }
    if (auto problem = check_attributes(spec.attributes)) return problem;
    const auto rules = context.rules.find(spec.provider.value);
    if (rules == context.rules.end()) return std::nullopt;
    const auto findings = rules->second->check(spec.configuration);
    if (findings.empty()) return std::nullopt;
    const auto& first = findings.front();
    return invalid(first.field.empty() ? "configuration" : "configuration." + first.field, first.message);
}

Error no_such_template(const TemplateId& id, const State& state) {
    // The search is bounded, since this runs where decisions wait for each other.
    constexpr std::size_t most_candidates = 200;
    std::vector<std::string_view> names;
    if (state.templates().size() <= most_candidates)
        for (const auto& [known, tmpl] : state.templates()) names.push_back(known.value);
    return error(Code::template_not_found, "template \"{}\" does not exist{}", id, did_you_mean(id.value, names));
}

}  // namespace hf
