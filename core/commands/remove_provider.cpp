#include "core/commands/remove_provider.hpp"

#include <algorithm>

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const RemoveProvider& command, const State& state, const Context& context) {
    auto found = provider_to_change(command.name, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const ProviderAggregate& provider = **found;
    if (auto refusal = is_the_files(provider)) return tl::make_unexpected(std::move(*refusal));
    // A launch that is still open after its request has ended may yet bring machines.
    const auto open_launches = std::count_if(state.open_launches().begin(), state.open_launches().end(),
                                             [&](const Request& request) { return request.provider == command.name; });
    if (provider.live_machines > 0 || provider.open_requests > 0 || open_launches > 0)
        return refuse(Code::invalid_state,
                      "provider \"{}\" has {} live machines, {} open requests and {} calls under way; return and "
                      "cancel them first",
                      command.name, provider.live_machines, provider.open_requests, open_launches);
    const auto templates = state.templates();
    const auto of_it = [&](const Template& tmpl) {
        return tmpl.spec.provider == command.name ||
               std::ranges::find(tmpl.spec.sources, command.name, &TemplateSource::provider) != tmpl.spec.sources.end();
    };
    if (const auto tmpl = std::ranges::find_if(templates, of_it); tmpl != templates.end())
        return refuse(Code::invalid_state, "provider \"{}\" is named by template \"{}\"; delete or change it first",
                      command.name, (*tmpl).spec.template_id);
    return accept(Done{}, ProviderRemoved{{command.name}, command.reason});
}

}  // namespace hf
