#include "core/commands/delete_template.hpp"

#include "core/commands/template_checks.hpp"

namespace hf {

Decision<Done> decide(const DeleteTemplate& command, const State& state, const Context& context) {
    const auto* tmpl = state.find(command.template_id);
    if (!tmpl) return tl::make_unexpected(no_such_template(command.template_id, state));
    if (auto conflict = version_conflict(context, *tmpl)) return tl::make_unexpected(*conflict);
    if (tmpl->machines_in_use > 0)
        return refuse(Code::invalid_state, "template \"{}\" has {} machines, live or asked for; return them first",
                      command.template_id, tmpl->machines_in_use);
    return accept(Done{}, TemplateDeleted{command.template_id, command.reason});
}

}  // namespace hf
