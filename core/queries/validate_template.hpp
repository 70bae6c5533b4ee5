// ValidateTemplate: checks whether a template keeps the rules, be it an existing template or one that
// might be created. The query is pure: the provider is not called. The command of the same name calls it.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct ValidationReport {
    bool valid = false;
    std::vector<Finding> findings;

    static constexpr auto describe = message("ValidationReport", "What the rules say.",
                                             field<&ValidationReport::valid>("valid", "whether nothing was found"),
                                             field<&ValidationReport::findings>("findings", "all that is wrong"));
};

struct QueryTemplateValidity {
    using Result = ValidationReport;
    static constexpr auto role = Role::viewer;
    std::optional<TemplateId> template_id;
    std::optional<TemplateSpec> tmpl;

    static constexpr auto describe =
        message("ValidateTemplate", "Whether a template keeps the rules; its provider isn't asked.",
                field<&QueryTemplateValidity::template_id>("template_id", "one that exists"),
                field<&QueryTemplateValidity::tmpl>("template", "or a whole one that does not exist yet"));
};

Answer<ValidationReport> answer(const QueryTemplateValidity& query, const QueryContext& context);

}  // namespace hf
