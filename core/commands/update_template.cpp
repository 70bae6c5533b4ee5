#include "core/commands/update_template.hpp"

#include "core/commands/template_checks.hpp"
#include "core/domain/sources.hpp"

namespace hf {

namespace {

// Requests name their source by its number.
bool same_providers(const TemplateSpec& one, const TemplateSpec& other) {
    if (source_count(one) != source_count(other)) return false;
    for (std::size_t i = 0; i < source_count(one); ++i)
        if (provider_of(one, i) != provider_of(other, i)) return false;
    return true;
}

}  // namespace

std::optional<Error> check_change(const Template& tmpl, const TemplateSpec& changed, const State& state,
                                  const Context& context) {
    if (tmpl.retired) return error(Code::invalid_state, "template \"{}\" is retired", changed.template_id);
    if (!same_providers(changed, tmpl.spec) && tmpl.machines_in_use > 0)
        return error(Code::invalid_state,
                     "template \"{}\" has {} machines in use; its provider{} can't change before they are gone",
                     changed.template_id, tmpl.machines_in_use, changed.sources.empty() ? "" : "s");
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
