#include "core/domain/template/template_sources.hpp"

#include <algorithm>
#include <utility>

namespace hf {

std::size_t source_count(const TemplateSpec& spec) { return std::max<std::size_t>(1, spec.sources.size()); }

const ProviderName& provider_of(const TemplateSpec& spec, std::size_t source) {
    return source < spec.sources.size() ? spec.sources[source].provider : spec.provider;
}

TemplateSpec at_source(TemplateSpec spec, std::size_t source) {
    const auto sources = std::exchange(spec.sources, {});
    spec.selection = {};
    if (source >= sources.size()) return spec;
    const auto& of = sources[source];
    spec.provider = of.provider;
    if (!of.provider_api.empty()) spec.provider_api = of.provider_api;
    if (of.price_type) spec.price_type = *of.price_type;
    for (const auto& [key, value] : of.configuration) spec.configuration.insert_or_assign(key, value);
    return spec;
}

}  // namespace hf
