#include "core/commands/create_template.hpp"

#include "core/domain/rules/template_checks.hpp"

namespace hf {

TemplateSpec with_defaults(TemplateSpec spec) {
    if (spec.name.empty()) spec.name = spec.template_id.value;
    return spec;
}

Decision<TemplateChanged> decide(const CreateTemplate& command, const State& state, const Context& context) {
    if (state.find(command.spec.template_id))
        return refuse(Code::already_exists, "template \"{}\" exists already", command.spec.template_id);
    if (auto problem = check_template(command.spec, state, context.types)) return tl::make_unexpected(*problem);
    TemplateCreated created{with_defaults(command.spec)};
    const auto version = state.version_of(created) + 1;
    return accept(TemplateChanged{command.spec.template_id, version}, std::move(created));
}

}  // namespace hf
