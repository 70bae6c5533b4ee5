// NeedsCommand: the rules of a provider whose configuration must name a command.
#pragma once

#include "core/ports/provider.hpp"

namespace hf::testing {

class NeedsCommand final : public TemplateRules {
public:
    [[nodiscard]] std::vector<Finding> check(const ValueMap& configuration) const override {
        if (configuration.contains("forbidden")) return {{"", "must not say forbidden"}};
        if (!configuration.contains("command")) return {{"command[0]", "is missing"}, {"command", "is empty"}};
        return {};
    }
};

}  // namespace hf::testing
