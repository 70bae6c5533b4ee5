#include "adapters/providers/process/process_rules.hpp"

#include <fmt/format.h>

#include "core/errors/own_keys.hpp"

namespace hf {
namespace {

constexpr std::string_view reserved_prefix = "HOSTFACTORY_";

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

void check_command(const std::vector<std::string>& command, std::vector<Finding>& findings) {
    if (!command.empty() && command.front().empty())
        findings.push_back({"command[0]", "must name a program, not be empty"});
    for (std::size_t i = 0; i < command.size(); ++i)
        if (has_nul(command[i])) findings.push_back({fmt::format("command[{}]", i), "must not contain a NUL byte"});
}

void check_variable(const std::string& name, const std::string& value, std::vector<Finding>& findings) {
    const auto find = [&](std::string message) {
        findings.push_back({fmt::format("environment.{}", name), std::move(message)});
    };
    if (name.empty()) find("the name of a variable must not be empty");
    if (has_nul(name) || name.find('=') != std::string::npos)
        find("the name of a variable must not contain '=' or a NUL byte");
    if (name.starts_with(reserved_prefix))
        find(fmt::format("names that begin with {} are set by hostfactory", reserved_prefix));
    if (has_nul(value)) find("must not contain a NUL byte");
}

}  // namespace

tl::expected<ProcessConfiguration, std::vector<Finding>> read_process_configuration(const ValueMap& map) {
    ProcessConfiguration configuration;
    auto findings = read_own_keys(map, type_of<ProcessConfiguration>, &configuration);
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    check_command(configuration.command, findings);
    for (const auto& [name, value] : configuration.environment) check_variable(name, value, findings);
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    return configuration;
}

std::uint32_t machines_for(const LaunchSpec& order, const ProcessConfiguration& configuration) {
    if (order.counts == Counting::machines) return order.count;
    return order.count / configuration.units + (order.count % configuration.units > 0 ? 1 : 0);
}

std::vector<Finding> process_template_findings(const ValueMap& configuration) {
    auto read = read_process_configuration(configuration);
    return read ? std::vector<Finding>{} : std::move(read.error());
}

}  // namespace hf
