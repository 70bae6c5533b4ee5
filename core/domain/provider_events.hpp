// What can have happened to a provider.
#pragma once

#include "core/domain/category.hpp"
#include "core/domain/provider.hpp"

namespace hf {

struct ProviderEvent {
    ProviderName name;

    static constexpr auto category = Category::provider;
    [[nodiscard]] const std::string& stream() const { return name.value; }
};

struct ProviderRegistered : ProviderEvent {
    std::string type;

    static constexpr auto describe =
        message("ProviderRegistered", "It is in the configuration for the first time, or as another type.",
                field<&ProviderRegistered::name>("name", "which"),
                field<&ProviderRegistered::type>("type", "which kind of source"));
};

struct ProviderEnabled : ProviderEvent {
    static constexpr auto describe =
        message("ProviderEnabled", "It is in the configuration again.", field<&ProviderEnabled::name>("name", "which"));
};

struct ProviderDisabled : ProviderEvent {
    std::string reason;

    static constexpr auto describe = message("ProviderDisabled", "Nothing is launched there any more; what runs stays.",
                                             field<&ProviderDisabled::name>("name", "which"),
                                             field<&ProviderDisabled::reason>("reason", "why, in words").optional());
};

struct ProviderHealthChanged : ProviderEvent {
    ProviderHealth health{};
    std::string reason;

    static constexpr auto describe =
        message("ProviderHealthChanged", "It stopped answering, or answers again.",
                field<&ProviderHealthChanged::name>("name", "which"),
                field<&ProviderHealthChanged::health>("health", "whether it answers"),
                field<&ProviderHealthChanged::reason>("reason", "what it complained of").optional());
};

}  // namespace hf
