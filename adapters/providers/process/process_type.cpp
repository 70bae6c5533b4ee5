#include "adapters/providers/process/process_type.hpp"

#include <unistd.h>

#include <stdexcept>

#include "adapters/providers/process/process_capabilities.hpp"
#include "adapters/providers/process/process_provider.hpp"
#include "adapters/providers/process/process_rules.hpp"
#include "core/errors/findings.hpp"
#include "core/messages/convert.hpp"

namespace hf {
namespace {

bool is_program(const std::filesystem::path& file) {
    std::error_code none;
    return std::filesystem::is_regular_file(file, none) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

tl::expected<std::filesystem::path, std::string> keeper_of(const ProcessConfig& config) {
    if (config.keeper) {
        if (is_program(*config.keeper)) return *config.keeper;
        return tl::make_unexpected(fmt::format("must be a program; {} is none that can be run", *config.keeper));
    }
    // The program stands beside the daemon where both were built, and in libexec where they are installed.
    std::error_code none;
    const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
    for (const auto& candidate : {here / "hostfactory-machine", here / "../libexec/hostfactory/hostfactory-machine"})
        if (is_program(candidate)) return candidate.lexically_normal();
    return tl::make_unexpected(
        fmt::format("must be set: hostfactory-machine is neither in {} nor in its libexec", here.string()));
}

Capabilities ProcessType::capabilities() const { return process_capabilities(); }

tl::expected<ValueMap, std::vector<Finding>> ProcessType::complete(const ValueMap& config) const {
    ProcessConfig read;
    if (const auto problem = from_map(config, read)) return tl::make_unexpected(findings_of(*problem));
    return to_map(read);
}

std::vector<Finding> ProcessType::check_template(const TemplateSpec& spec) const {
    return process_template_findings(spec.configuration);
}

std::uint32_t ProcessType::units_of(const TemplateSpec& spec, std::string_view) const {
    const auto configuration = read_process_configuration(spec.configuration);
    return configuration ? configuration->units : 1;
}

std::uint32_t ProcessType::excess_of(const TemplateSpec& spec) const { return units_of(spec, {}) - 1; }

std::vector<Finding> ProcessType::check_host(const ValueMap& config) const {
    ProcessConfig read;
    if (from_map(config, read)) return {};
    const auto keeper = keeper_of(read);
    return keeper ? std::vector<Finding>{} : std::vector<Finding>{{"keeper", keeper.error()}};
}

LaneSettings ProcessType::lane_settings(const ValueMap& config) const {
    ProcessConfig read;
    static_cast<void>(from_map(config, read));
    return read.lane;
}

std::vector<PlannedCall> ProcessType::plan(const LaunchSpec& order, const ValueMap& config) const {
    const auto configuration = read_process_configuration(order.configuration);
    const auto machines = configuration ? machines_for(order, *configuration) : order.count;
    ValueMap parameters;
    if (const auto directory = config.find("directory"); directory != config.end()) parameters.insert(*directory);
    for (const auto* key : {"command", "environment", "grace_s"})
        if (const auto said = order.configuration.find(std::string_view(key)); said != order.configuration.end())
            parameters.insert(*said);
    return {{"start keepers", fmt::format("{} processes of this host", machines), std::move(parameters)}};
}

tl::expected<std::shared_ptr<Provider>, std::string> ProcessType::make(const ProviderName& provider,
                                                                       const ValueMap& config) const {
    ProcessConfig read;
    if (const auto problem = from_map(config, read))
        return tl::make_unexpected(fmt::format("{} {}", problem->path, problem->message));
    const auto keeper = keeper_of(read);
    if (!keeper) return tl::make_unexpected("keeper " + keeper.error());
    try {
        return std::make_shared<ProcessProvider>(ProcessSettings{.name = provider.value,
                                                                 .directory = read.directory,
                                                                 .keeper = *keeper,
                                                                 .grace_s = read.grace_s,
                                                                 .template_paths = template_paths_});
    } catch (const std::exception& e) {
        return tl::make_unexpected(e.what());
    }
}

}  // namespace hf
