#include "core/provisioning/launch_spec.hpp"

namespace hf {

LaunchSpec launch_order(TemplateSpec spec, std::uint32_t count) {
    LaunchSpec order;
    order.count = count;
    order.template_id = std::move(spec.template_id.value);
    order.tags = std::move(spec.tags);
    order.attributes = with_default_attributes(std::move(spec.attributes));
    order.provider_api = std::move(spec.provider_api);
    order.price_type = name_of(spec.price_type);
    order.configuration = std::move(spec.configuration);
    return order;
}

}  // namespace hf
