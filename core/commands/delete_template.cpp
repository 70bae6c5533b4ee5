#include "core/commands/delete_template.hpp"

#include "core/domain/rules/template_checks.hpp"

namespace hf {

Decision<TemplateRemoval> decide(const DeleteTemplate& command, const State& state, const Context& context) {
    auto found = template_to_change(command.template_id, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const Template& tmpl = **found;
    if (tmpl.machines_in_use == 0)
        return accept(TemplateRemoval{command.template_id, false},
                      TemplateDeleted{command.template_id, command.reason});
    if (!command.force)
        return refuse(Code::invalid_state,
                      "template \"{}\" has {} {}, live or asked for; return them first, or retire it with force",
                      command.template_id, tmpl.machines_in_use, name_of(tmpl.spec.counts));
    if (tmpl.retired) return accept(TemplateRemoval{command.template_id, true});
    return accept(TemplateRemoval{command.template_id, true}, TemplateRetired{command.template_id, command.reason});
}

}  // namespace hf
