// ImportTemplates: creates or changes templates as a file says: all of them or none, or those that are right.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

enum class ImportOutcome : std::uint8_t { created, changed, same, wrong };
constexpr auto names_of(ImportOutcome) { return std::to_array<std::string_view>({"new", "changed", "same", "wrong"}); }

struct ImportedTemplate {
    TemplateId template_id;
    ImportOutcome outcome{};
    std::string message;

    static constexpr auto describe =
        hf::message("ImportedTemplate", "What the import means for one template.",
                    hf::field<&ImportedTemplate::template_id>("template_id", "which"),
                    hf::field<&ImportedTemplate::outcome>("outcome", "what it is to what is there"),
                    hf::field<&ImportedTemplate::message>("message", "what is wrong").optional());
};

struct TemplatesImported {
    std::vector<ImportedTemplate> templates;

    static constexpr auto describe =
        message("TemplatesImported", "What the import has done, or would do.",
                field<&TemplatesImported::templates>("templates", "one by one, in their order"));
};

struct ImportTemplates {
    using Result = TemplatesImported;
    static constexpr auto role = Role::admin;
    std::vector<TemplateSpec> templates;
    bool dry_run = false;
    bool skip_wrong = false;

    static constexpr auto describe = message(
        "ImportTemplates",
        "Makes templates what this says, all in one: when one of them is wrong nothing changes, and the error's "
        "details.templates lists each. With skip_wrong the others change all the same. Templates that are not named "
        "stay as they are.",
        field<&ImportTemplates::templates>("templates", "whole: what one doesn't say has its default")
            .between(1, 10'000),
        field<&ImportTemplates::dry_run>("dry_run", "only report what would change").optional(),
        field<&ImportTemplates::skip_wrong>("skip_wrong", "leave out templates that are wrong, and report them")
            .optional());
};

Decision<TemplatesImported> decide(const ImportTemplates& command, const State& state, const Context& context);

}  // namespace hf
