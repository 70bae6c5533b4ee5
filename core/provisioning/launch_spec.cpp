#include "core/provisioning/launch_spec.hpp"

namespace hf {

LaunchSpec launch_spec(TemplateSpec spec, std::uint32_t count) {
    LaunchSpec launch;
    launch.count = count;
    launch.counts = spec.counts;
    launch.template_id = std::move(spec.template_id.value);
    launch.tags = std::move(spec.tags);
    launch.attributes = with_default_attributes(std::move(spec.attributes));
    launch.provider_api = std::move(spec.provider_api);
    launch.price_type = name_of(spec.price_type);
    launch.configuration = std::move(spec.configuration);
    return launch;
}

}  // namespace hf
