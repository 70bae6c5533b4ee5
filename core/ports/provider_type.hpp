// ProviderType: what there is to know of a kind of provider before there is one of it.
//
//     const auto& type = *types.at("process");
//     auto config = type.complete(given);               // checked, with its defaults
//     auto made = type.make(ProviderName{"local"}, *config);
//
// All but make() and check_host() are pure, and used in decisions. Those two do I/O; only the
// provisioner calls make(). Thread-safe; never changes.
#pragma once

#include "core/domain/values/identifiers.hpp"
#include "core/errors/finding.hpp"
#include "core/ports/capabilities.hpp"
#include "core/ports/lane_settings.hpp"
#include "core/ports/planned_call.hpp"
#include "core/ports/provider.hpp"

namespace hf {

class ProviderType {
public:
    virtual ~ProviderType() = default;

    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    // A provider's configuration with the defaults of what it doesn't say; or what is wrong with it.
    [[nodiscard]] virtual tl::expected<ValueMap, std::vector<Finding>> complete(const ValueMap& config) const = 0;
    // What is wrong with a template's configuration, as far as that is known without the provider.
    [[nodiscard]] virtual std::vector<Finding> check_template(const TemplateSpec& spec) const = 0;

    // Where a template counts units: what a machine of this instance type is worth, and by how much the machines of a
    // launch may exceed what was ordered. The template is an effective one at one source; it has passed its check.
    [[nodiscard]] virtual std::uint32_t units_of(const TemplateSpec&, std::string_view /*instance_type*/) const {
        return 1;
    }
    [[nodiscard]] virtual std::uint32_t excess_of(const TemplateSpec&) const { return 0; }

    // What is wrong with a machine's tags: those of its template, or of its template and its request together.
    [[nodiscard]] virtual std::vector<Finding> check_tags(const Tags&) const { return {}; }

    // What this host lacks for a provider of this complete configuration, by the configuration's keys. Asks the disk:
    // for starting the daemon, and not for decisions. Most types need nothing.
    [[nodiscard]] virtual std::vector<Finding> check_host(const ValueMap&) const { return {}; }

    // How a provider of this complete configuration is called.
    [[nodiscard]] virtual LaneSettings lane_settings(const ValueMap& config) const = 0;
    // The calls of a first launch, in the order in which they would be made; the later ones for what those
    // before them have not given. Of a template that has passed its check. What only the provider knows,
    // such as the image that a name stands for, is as the template has it. Bounded: of very many calls it lists the
    // first, and how many more there are.
    [[nodiscard]] virtual std::vector<PlannedCall> plan(const LaunchSpec& order, const ValueMap& config) const = 0;

    // `config` is a complete configuration. On an error, the reason in words.
    [[nodiscard]] virtual tl::expected<std::shared_ptr<Provider>, std::string> make(const ProviderName& name,
                                                                                    const ValueMap& config) const = 0;
};

// By the name of the type.
using ProviderTypes = std::map<std::string, std::shared_ptr<const ProviderType>, std::less<>>;

}  // namespace hf
