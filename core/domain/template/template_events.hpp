// The events of templates.
#pragma once

#include <variant>

#include "core/domain/template/template.hpp"
#include "core/domain/values/category.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

struct TemplateCreated {
    TemplateSpec spec;

    static constexpr auto category = Category::template_;
    [[nodiscard]] const std::string& stream() const { return spec.template_id.value; }

    static constexpr auto describe =
        message("TemplateCreated", "A template is there to make requests of.", flat<&TemplateCreated::spec>());
};

struct TemplateUpdated {
    TemplateSpec spec;

    static constexpr auto category = Category::template_;
    [[nodiscard]] const std::string& stream() const { return spec.template_id.value; }

    static constexpr auto describe =
        message("TemplateUpdated", "A template is now as this says, whole.", flat<&TemplateUpdated::spec>());
};

struct TemplateRetired {
    TemplateId template_id;
    std::string reason;

    static constexpr auto category = Category::template_;
    [[nodiscard]] const std::string& stream() const { return template_id.value; }

    static constexpr auto describe =
        message("TemplateRetired", "A template takes no more requests, and is deleted when its last machine is gone.",
                field<&TemplateRetired::template_id>("template_id", "which"),
                field<&TemplateRetired::reason>("reason", "why, as the client wrote it").optional());
};

// The author of the check: first the rules, which need no provider; then the provider.
enum class Validator : std::uint8_t { rules, provider };
constexpr auto names_of(Validator) { return std::to_array<std::string_view>({"rules", "provider"}); }

struct TemplateValidated {
    TemplateId template_id;
    Validator by{};
    Validity validity{};
    std::vector<Finding> findings;
    ValueMap attributes{};

    static constexpr auto category = Category::template_;
    [[nodiscard]] const std::string& stream() const { return template_id.value; }

    static constexpr auto describe = message(
        "TemplateValidated", "A template was checked. Where its rules are kept its provider is asked next.",
        field<&TemplateValidated::template_id>("template_id", "which"),
        field<&TemplateValidated::by>("by", "what has checked it"),
        field<&TemplateValidated::validity>("validity", "what came of it; checking: its provider is asked now"),
        field<&TemplateValidated::findings>("findings", "what is wrong").optional(),
        field<&TemplateValidated::attributes>("attributes", "what its provider knows of its machines: ncpus, nram")
            .optional()
            .at_most(256));
};

struct TemplateDeleted {
    TemplateId template_id;
    std::string reason;

    static constexpr auto category = Category::template_;
    [[nodiscard]] const std::string& stream() const { return template_id.value; }

    static constexpr auto describe =
        message("TemplateDeleted", "A template is gone; its requests and machines keep its name.",
                field<&TemplateDeleted::template_id>("template_id", "which"),
                field<&TemplateDeleted::reason>("reason", "why, as the client wrote it").optional());
};

// What events make of a template. Each function changes the template alone; State::apply() stamps
// it with the event's place and keeps what is derived from it.
Template created_by(const TemplateCreated& event, const EventMeta& meta);
void evolve(Template& tmpl, const TemplateUpdated& event, const EventMeta& meta);
void evolve(Template& tmpl, const TemplateRetired& event, const EventMeta& meta);
void evolve(Template& tmpl, const TemplateValidated& event, const EventMeta& meta);

using TemplateEvents =
    std::variant<TemplateCreated, TemplateUpdated, TemplateRetired, TemplateValidated, TemplateDeleted>;

}  // namespace hf
