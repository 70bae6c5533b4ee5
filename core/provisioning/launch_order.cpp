#include "core/provisioning/launch_order.hpp"

namespace hf {

LaunchOrder launch_order(TemplateSpec spec, std::uint32_t count) {
    LaunchOrder order;
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
