#include "core/commands/create_template.hpp"

#include "core/commands/template_checks.hpp"

namespace hf {

Decision<TemplateChanged> decide(const CreateTemplate& command, const State& state, const Context& context) {
    if (state.find(command.spec.template_id))
        return refuse(Code::already_exists, "template \"{}\" exists already", command.spec.template_id);
    if (auto problem = check_template(command.spec, state, context)) return tl::make_unexpected(*problem);
    TemplateCreated created{command.spec};
    created.spec.attributes = with_default_attributes(std::move(created.spec.attributes));
    if (created.spec.name.empty()) created.spec.name = created.spec.template_id.value;
    const auto version = state.version_of(created) + 1;
    return accept(TemplateChanged{command.spec.template_id, version}, std::move(created));
}

}  // namespace hf
