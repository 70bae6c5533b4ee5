#include "adapters/providers/aws/ec2/tags.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/template/placeholders.hpp"

namespace hf::aws::tag {

Tags of(const LaunchSpec& order) {
    Tags tags = order.tags;
    const auto values = placeholder_values(order.configuration, order.request_id, order.template_id);
    for (auto& [key, value] : tags) value = filled(value, values);
    tags[token] = order.token;
    tags[site] = order.site;
    tags[request] = order.request_id;
    tags[tmpl] = order.template_id;
    tags[managed_by] = "hostfactory";
    if (!order.correlation_id.empty()) tags[correlation] = order.correlation_id.substr(0, 256);
    // With one tag too many EC2 would refuse the machine.
    if (!values.name.empty() && tags.size() < most_of_a_machine) tags.try_emplace(name, values.name);
    return tags;
}

void add(Form& form, const std::string& prefix, const std::string& resource, const Tags& tags) {
    form.add(prefix + "ResourceType", resource);
    int number = 0;
    for (const auto& [key, value] : tags) {
        const auto here = fmt::format("{}Tag.{}.", prefix, ++number);
        form.add(here + "Key", key).add(here + "Value", value);
    }
}

}  // namespace hf::aws::tag
