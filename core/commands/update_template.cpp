#include "core/commands/update_template.hpp"

#include <algorithm>

#include "core/domain/rules/sources.hpp"
#include "core/domain/rules/template_checks.hpp"

namespace hf {

namespace {

// Requests refer to their source by its index, and what they remember of it belongs to the old source.
bool same_sources(const TemplateSpec& one, const TemplateSpec& other) {
    const auto same = [](const TemplateSource& a, const TemplateSource& b) {
        return a.provider == b.provider && a.provider_api == b.provider_api && a.price_type == b.price_type;
    };
    return one.provider == other.provider && std::ranges::equal(one.sources, other.sources, same);
}

}  // namespace

std::optional<Error> check_change(const Template& tmpl, const TemplateSpec& changed, const State& state,
                                  const Context& context) {
    if (tmpl.retired) return error(Code::invalid_state, "template \"{}\" is retired", changed.template_id);
    if (!same_sources(changed, tmpl.spec) && tmpl.machines_in_use > 0)
        return error(Code::invalid_state, "template \"{}\" has {} {} in use; its {} can't change before they are gone",
                     changed.template_id, tmpl.machines_in_use, name_of(tmpl.spec.counts),
                     changed.sources.empty() && tmpl.spec.sources.empty()
                         ? "provider"
                         : "sources, with their providers, provider_api and price_type,");
    return check_template(changed, state, context.types);
}

Decision<TemplateChanged> decide(const UpdateTemplate& command, const State& state, const Context& context) {
    auto found = template_to_change(command.spec.template_id, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const Template& tmpl = **found;

    auto changed = tmpl.spec;
    assign_given(changed, command.spec, command.given);
    changed = with_defaults(std::move(changed));
    if (changed == tmpl.spec) return accept(TemplateChanged{changed.template_id, tmpl.version});
    if (auto problem = check_change(tmpl, changed, state, context)) return tl::make_unexpected(std::move(*problem));
    return accept(TemplateChanged{command.spec.template_id, tmpl.version + 1}, TemplateUpdated{std::move(changed)});
}

}  // namespace hf
