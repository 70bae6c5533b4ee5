// The configuration of a template for a provider of type `process`, and its rules.
//
//     configuration:
//       command: [/usr/bin/python3, worker.py]     # without it, a machine only waits for its end
//       environment: {WORKERS: "4"}
//       grace_s: 30
//
// Thread-safe; has no state.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/messages/describe.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct ProcessConfiguration {
    std::vector<std::string> command;
    std::map<std::string, std::string, std::less<>> environment;
    std::optional<std::uint32_t> grace_s;
    std::uint32_t units = 1;

    static constexpr auto describe =
        message("ProcessConfiguration", "A template's configuration for a provider of type process.",
                field<&ProcessConfiguration::command>("command",
                                                      "the program and its arguments, run in the machine's working "
                                                      "directory; without it a machine only waits for its end")
                    .optional()
                    .between(1, 4096),
                field<&ProcessConfiguration::environment>(
                    "environment",
                    "variables for the command, beside PATH, HOME and HOSTFACTORY_*; it gets none of the daemon's")
                    .optional()
                    .at_most(4096),
                field<&ProcessConfiguration::grace_s>("grace_s",
                                                      "how long the command has to end after SIGTERM, before SIGKILL")
                    .between(0, 86'400),
                field<&ProcessConfiguration::units>("units", "what a machine is worth where the template counts units")
                    .optional()
                    .between(1, 999));
};

// Returns the configuration, or everything that is wrong with it.
tl::expected<ProcessConfiguration, std::vector<Finding>> read_process_configuration(const ValueMap& configuration);

// How many machines the order comes to.
std::uint32_t machines_for(const LaunchSpec& order, const ProcessConfiguration& configuration);

// Returns everything that is wrong with the configuration.
std::vector<Finding> process_template_findings(const ValueMap& configuration);

}  // namespace hf
