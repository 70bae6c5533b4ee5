#include "core/queries/validate_template.hpp"

#include "core/domain/rules/template_checks.hpp"

namespace hf {

Answer<ValidationReport> answer(const QueryTemplateValidity& query, const QueryContext& context) {
    if (query.template_id.has_value() == query.tmpl.has_value())
        return refuse(Code::validation_error, "give template_id or template, one of the two");
    return context.models.read([&](const View& view) -> Answer<ValidationReport> {
        const auto* known = query.template_id ? view.state.find(*query.template_id) : nullptr;
        if (query.template_id && !known) return tl::make_unexpected(no_such_template(*query.template_id, view.state));
        auto findings = template_findings(known ? known->spec : *query.tmpl, view.state, context.types);
        const bool valid = findings.empty();
        return Answered<ValidationReport>{{valid, std::move(findings)}, view.state.position()};
    });
}

}  // namespace hf
