#include "core/commands/import_templates.hpp"

#include "core/commands/update_template.hpp"
#include "core/domain/rules/template_checks.hpp"
#include "core/messages/convert.hpp"

namespace hf {
namespace {

// The outcome of one template of the file, and the event that records it.
struct Step {
    ImportedTemplate told;
    std::optional<Event> event;
};

Step step_of(const TemplateSpec& given, const State& state, const Context& context) {
    auto spec = with_defaults(given);
    const auto refused = [&](const Error& why) {
        return Step{{spec.template_id, ImportOutcome::wrong, why.message}, {}};
    };
    const auto* tmpl = state.find(spec.template_id);
    if (!tmpl) {
        if (const auto why = check_template(spec, state, context.types)) return refused(*why);
        return {{spec.template_id, ImportOutcome::created, {}}, TemplateCreated{spec}};
    }
    if (tmpl->spec == spec) return {{spec.template_id, ImportOutcome::same, {}}, {}};
    if (const auto why = check_change(*tmpl, spec, state, context)) return refused(*why);
    return {{spec.template_id, ImportOutcome::changed, {}}, TemplateUpdated{spec}};
}

Error some_are_wrong(const TemplatesImported& told) {
    std::size_t count = 0;
    const ImportedTemplate* first = nullptr;
    ValueList all;
    for (std::size_t i = 0; i < told.templates.size(); ++i) {
        const auto& each = told.templates[i];
        all.emplace_back(to_map(each));
        if (each.outcome != ImportOutcome::wrong) continue;
        ++count;
        if (!first) first = &each;
    }
    auto result = error(Code::validation_error, "{} of {} templates are wrong, and nothing was changed; {}: {}", count,
                        told.templates.size(), first->template_id, first->message);
    result.field = fmt::format("templates[{}]", first - told.templates.data());
    result.details["templates"] = Value(std::move(all));
    return result;
}

}  // namespace

Decision<TemplatesImported> decide(const ImportTemplates& command, const State& state, const Context& context) {
    Accepted<TemplatesImported> accepted;
    std::unordered_set<TemplateId> seen;
    bool all_good = true;
    for (const auto& spec : command.templates) {
        auto step = step_of(spec, state, context);
        if (!seen.insert(spec.template_id).second)
            step = {{spec.template_id, ImportOutcome::wrong, "stands more than once in the import"}, {}};
        all_good = all_good && step.told.outcome != ImportOutcome::wrong;
        if (step.event) accepted.events.push_back(std::move(*step.event));
        accepted.result.templates.push_back(std::move(step.told));
    }
    if (!all_good && !command.skip_wrong) return tl::make_unexpected(some_are_wrong(accepted.result));
    if (command.dry_run) accepted.events.clear();
    return accepted;
}

}  // namespace hf
