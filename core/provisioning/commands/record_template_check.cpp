#include "core/provisioning/commands/record_template_check.hpp"

namespace hf {

Decision<Done> decide(const RecordTemplateCheck& command, const State& state, const Context&) {
    const auto* tmpl = state.find(command.template_id);
    if (!tmpl || tmpl->version != command.version)
        return refuse(Code::invalid_state, "template \"{}\" has changed since it was checked", command.template_id);
    return accept(Done{}, TemplateValidated{command.template_id, Validator::provider, command.validity,
                                            command.findings, command.attributes});
}

}  // namespace hf
