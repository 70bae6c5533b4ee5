#include "tests/aws/daemon_at_moto.hpp"

#include "core/messages/convert.hpp"

namespace hf::aws::testing {

void DaemonAtMoto::register_provider(const ProviderName& name) {
    RegisterProvider provider;
    provider.name = name;
    provider.type = "aws";
    provider.config = to_map(config_);
    const auto registered = daemon_.client().command(provider);
    ASSERT_TRUE(registered) << registered.error().error.message;
}

void DaemonAtMoto::create(const CreateTemplate& tmpl) {
    const auto created = daemon_.client().command(tmpl);
    ASSERT_TRUE(created) << created.error().error.message;
}

void DaemonAtMoto::create_every_way() {
    for (const auto& [name, api, fleet_type] : every_way) {
        auto tmpl = template_of(name);
        tmpl.spec.provider_api = api;
        if (*fleet_type) tmpl.spec.configuration["fleetType"] = fleet_type;
        if (tmpl.spec.provider_api == "SpotFleet") {
            tmpl.spec.price_type = PriceType::spot;
            tmpl.spec.configuration["fleetRole"] = fleet_role;
        }
        create(tmpl);
    }
}

CreateTemplate DaemonAtMoto::template_of(const std::string& id) {
    CreateTemplate tmpl;
    tmpl.spec.template_id = TemplateId{id};
    tmpl.spec.provider = cloud_;
    tmpl.spec.max_number = -1;
    tmpl.spec.configuration = {{"imageId", moto_.image()}, {"vmType", "t3.micro"}, {"subnetId", moto_.subnets().at(0)}};
    return tmpl;
}

}  // namespace hf::aws::testing
