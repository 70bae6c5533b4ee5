// Provider: a configured source of machines, as the domain knows it. (What talks
// to it is the port of the same idea, core/ports/provider.hpp.)
#pragma once

#include "core/domain/identifiers.hpp"
#include "core/messages/describe.hpp"

namespace hf {

enum class ProviderHealth : std::uint8_t { healthy, unreachable };
constexpr auto names_of(ProviderHealth) { return std::to_array<std::string_view>({"healthy", "unreachable"}); }

struct ProviderAggregate {
    ProviderName name;
    std::string type;
    bool enabled = true;
    ProviderHealth health{};
    std::string health_reason;
    Timestamp registered_at;
    Timestamp updated_at;
    Version version{};

    static constexpr auto describe =
        message("Provider", "A configured source of machines.",
                field<&ProviderAggregate::name>("name", "its name in the configuration"),
                field<&ProviderAggregate::type>("type", "which kind of source"),
                field<&ProviderAggregate::enabled>(
                    "enabled", "false: it is not in the configuration any more; nothing is launched"),
                field<&ProviderAggregate::health>("health", "whether it answers"),
                field<&ProviderAggregate::health_reason>("health_reason", "what it last complained of"),
                field<&ProviderAggregate::registered_at>("registered_at", "when it first was in the configuration"),
                field<&ProviderAggregate::updated_at>("updated_at", "when it last changed"),
                field<&ProviderAggregate::version>("version", "number of its last event"));
};

}  // namespace hf
