#include "adapters/providers/aws/aws_type.hpp"

#include <stdexcept>

#include "adapters/providers/aws/aws_provider.hpp"
#include "adapters/providers/aws/checks/tag_checks.hpp"
#include "adapters/providers/aws/handlers/handlers.hpp"
#include "adapters/providers/aws/handlers/plan.hpp"
#include "adapters/providers/aws/template/api_checks.hpp"
#include "core/errors/findings.hpp"
#include "core/messages/convert.hpp"

namespace hf::aws {
namespace {

bool is_url(const std::string& text) { return text.starts_with("https://") || text.starts_with("http://"); }

std::vector<Finding> findings_in(const AwsConfig& config) {
    std::vector<Finding> findings;
    if (config.access_key_id.has_value() != config.secret_access_key.has_value())
        findings.push_back({config.access_key_id ? "secret_access_key" : "access_key_id",
                            "must be given: access_key_id and secret_access_key belong together"});
    if (config.session_token && !config.access_key_id)
        findings.push_back({"session_token", "belongs to an access_key_id"});
    if (config.access_key_id && !config.profile.empty())
        findings.push_back({"profile", "can't be given beside an access_key_id"});
    for (const auto& [key, url] : {std::pair{"ec2_endpoint", &config.ec2_endpoint},
                                   {"autoscaling_endpoint", &config.autoscaling_endpoint},
                                   {"ssm_endpoint", &config.ssm_endpoint},
                                   {"sts_endpoint", &config.sts_endpoint},
                                   {"metadata_endpoint", &config.metadata_endpoint}})
        if (!url->empty() && !is_url(*url)) findings.push_back({key, "must begin with https:// or http://"});
    return findings;
}

// Whether of spot or heterogeneous machines some are on demand from the start.
bool has_share_on_demand(const ValueMap& configuration) {
    const auto has = [&](std::string_view key) {
        const auto it = configuration.find(key);
        return it != configuration.end() && it->second.as_integer().value_or(0) > 0;
    };
    return has("percentOnDemand") || has("onDemandCapacity");
}

// What is wrong with keys beside what the template says outside of its configuration.
void check_beside_fields(const TemplateSpec& spec, std::vector<Finding>& findings) {
    const auto& keys = spec.configuration;
    if (keys.contains("capacityReservation") && spec.price_type == PriceType::spot && !has_share_on_demand(keys))
        findings.push_back({"capacityReservation", "is for machines on demand, and the template's price_type is spot"});
    if (!keys.contains("instanceName")) return;
    for (auto& finding : name_findings(spec.tags)) findings.push_back(std::move(finding));
}

}  // namespace

Capabilities AwsType::capabilities() const {
    Capabilities can;
    can.stop_and_start = true;
    can.reclaims = true;
    can.provider_apis = handler_names();
    can.price_types = {"ondemand", "spot", "heterogeneous"};
    can.machines_per_call = 1'000;
    for (const auto& field : AwsTemplate::describe.fields) can.template_keys.emplace_back(field.name);
    return can;
}

tl::expected<ValueMap, std::vector<Finding>> AwsType::complete(const ValueMap& config) const {
    AwsConfig read;
    if (const auto problem = from_map(config, read)) return tl::make_unexpected(findings_of(*problem));
    if (auto findings = findings_in(read); !findings.empty()) return tl::make_unexpected(std::move(findings));
    return to_map(read);
}

std::vector<Finding> AwsType::check_template(const TemplateSpec& spec) const {
    auto findings = findings_of_new_template(api_of(spec.provider_api), spec.configuration);
    if (findings.empty()) check_beside_fields(spec, findings);
    if (findings.empty() && spec.counts == Counting::units) findings = Weights::findings_in(spec.configuration);
    return findings;
}

std::uint32_t AwsType::units_of(const TemplateSpec& spec, std::string_view instance_type) const {
    return Weights::in(spec.configuration).of(instance_type);
}

std::uint32_t AwsType::excess_of(const TemplateSpec& spec) const {
    const auto of_one_machine = Weights::in(spec.configuration).greatest() - 1;
    // A fleet fills its share on demand and its share of spot each by itself.
    const bool is_shared = spec.price_type != PriceType::ondemand && has_share_on_demand(spec.configuration);
    return is_shared ? 2 * of_one_machine : of_one_machine;
}

std::vector<Finding> AwsType::check_tags(const Tags& tags) const { return tag_findings(tags); }

LaneSettings AwsType::lane_settings(const ValueMap& config) const {
    AwsConfig read;
    static_cast<void>(from_map(config, read));
    return read.lane;
}

std::vector<PlannedCall> AwsType::plan(const LaunchSpec& order, const ValueMap& config) const {
    AwsConfig read;
    static_cast<void>(from_map(config, read));
    return planned_calls(order, read);
}

tl::expected<std::shared_ptr<Provider>, std::string> AwsType::make(const ProviderName&, const ValueMap& config) const {
    AwsConfig read;
    if (const auto problem = from_map(config, read))
        return tl::make_unexpected(fmt::format("{} {}", problem->path, problem->message));
    try {
        auto account = Account::open(read, Environment::of_this_process());
        if (!account) return tl::make_unexpected(std::move(account.error()));
        return std::make_shared<AwsProvider>(std::move(*account), read, template_paths_);
    } catch (const std::exception& e) {
        return tl::make_unexpected(e.what());
    }
}

}  // namespace hf::aws
