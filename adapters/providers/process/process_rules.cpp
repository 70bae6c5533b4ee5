#include "adapters/providers/process/process_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/findings.hpp"
#include "core/messages/decoder.hpp"
#include "core/text/suggestion.hpp"

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

// A site's templates carry keys of other providers (vmType, imageId, …): they are kept and mean nothing
// here. What looks like a misspelt key of ours must not be ignored.
ValueMap keys_of_ours(const ValueMap& map, std::vector<Finding>& findings) {
    std::vector<std::string_view> names;
    for (const auto& field : ProcessConfiguration::describe.fields) names.push_back(field.name);
    ValueMap ours;
    for (const auto& [key, value] : map) {
        if (std::find(names.begin(), names.end(), key) != names.end())
            ours.emplace(key, value);
        else if (const auto hint = did_you_mean(key, names); !hint.empty())
            findings.push_back({key, "is not known here" + hint});
    }
    return ours;
}

}  // namespace

tl::expected<ProcessConfiguration, std::vector<Finding>> read_process_configuration(const ValueMap& map) {
    std::vector<Finding> findings;
    const auto ours = keys_of_ours(map, findings);
    ProcessConfiguration configuration;
    Decoder decoder(type_of<ProcessConfiguration>, &configuration);
    write(ours, decoder);
    if (const auto& problem = decoder.problem()) {
        for (auto& finding : findings_of(*problem)) findings.push_back(std::move(finding));
        return tl::make_unexpected(std::move(findings));
    }
    check_command(configuration.command, findings);
    for (const auto& [name, value] : configuration.environment) check_variable(name, value, findings);
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    return configuration;
}

std::vector<Finding> process_template_findings(const ValueMap& configuration) {
    auto read = read_process_configuration(configuration);
    return read ? std::vector<Finding>{} : std::move(read.error());
}

}  // namespace hf
