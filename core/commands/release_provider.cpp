#include "core/commands/release_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const ReleaseProvider& command, const State& state, const Context& context) {
    auto found = provider_to_change(command.name, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    if (!(*found)->held()) return refuse(Code::invalid_state, "provider \"{}\" is not held", command.name);
    return accept(Done{}, ProviderReleased{{command.name}, true, command.reason});
}

}  // namespace hf
