// What can have happened to a template.
#pragma once

#include "core/domain/category.hpp"
#include "core/domain/template.hpp"

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

struct TemplateDeleted {
    TemplateId template_id;
    std::string reason;

    static constexpr auto category = Category::template_;
    [[nodiscard]] const std::string& stream() const { return template_id.value; }

    static constexpr auto describe =
        message("TemplateDeleted", "A template is gone; its requests and machines keep its name.",
                field<&TemplateDeleted::template_id>("template_id", "which"),
                field<&TemplateDeleted::reason>("reason", "why, in the words of who did it").optional());
};

}  // namespace hf
