#include "core/domain/rules/units.hpp"

#include <algorithm>

#include "core/domain/request/effective_template.hpp"
#include "core/domain/template/template_sources.hpp"

namespace hf {
namespace {

const ProviderType* type_of_provider(const TemplateSpec& made_of, const State& state, const ProviderTypes& types) {
    const auto* provider = state.find(made_of.provider);
    const auto type = provider ? types.find(provider->type) : types.end();
    return type == types.end() ? nullptr : type->second.get();
}

}  // namespace

std::uint32_t units_of(const TemplateSpec& made_of, std::string_view instance_type, const State& state,
                       const ProviderTypes& types) {
    if (made_of.counts == Counting::machines) return 1;
    const auto* type = type_of_provider(made_of, state, types);
    return type ? std::max(1U, type->units_of(made_of, instance_type)) : 1;
}

std::uint32_t excess_of(const TemplateSpec& spec, const ValueMap& overrides, const State& state,
                        const ProviderTypes& types) {
    if (spec.counts == Counting::machines) return 0;
    std::uint32_t most = 0;
    for (std::size_t source = 0; source < source_count(spec); ++source) {
        const auto made_of = overridden(at_source(spec, source), overrides);
        if (const auto* type = type_of_provider(made_of, state, types)) most = std::max(most, type->excess_of(made_of));
    }
    return most;
}

}  // namespace hf
