#include "core/commands/update_template.hpp"

#include "core/commands/template_checks.hpp"

namespace hf {

Decision<TemplateChanged> decide(const UpdateTemplate& command, const State& state, const Context& context) {
    const auto* tmpl = state.find(command.spec.template_id);
    if (!tmpl) return tl::make_unexpected(no_such_template(command.spec.template_id, state));
    if (auto conflict = version_conflict(context, *tmpl)) return tl::make_unexpected(*conflict);

    auto changed = tmpl->spec;
    assign_given(changed, command.spec, command.given);
    changed.attributes = with_default_attributes(std::move(changed.attributes));
    if (changed == tmpl->spec) return accept(TemplateChanged{changed.template_id, tmpl->version});
    if (changed.provider != tmpl->spec.provider && tmpl->machines_in_use > 0)
        return refuse(Code::invalid_state,
                      "template \"{}\" has {} machines in use; its provider can't change before they are gone",
                      changed.template_id, tmpl->machines_in_use);
    if (auto problem = check_template(changed, state, context)) return tl::make_unexpected(*problem);
    return accept(TemplateChanged{command.spec.template_id, tmpl->version + 1}, TemplateUpdated{std::move(changed)});
}

}  // namespace hf
