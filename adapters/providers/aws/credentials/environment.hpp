// Environment: the environment variables and home directory that the chain of credentials reads. A
// test supplies its own.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace hf::aws {

struct Environment {
    std::function<std::optional<std::string>(const std::string& name)> variable;

    [[nodiscard]] std::optional<std::string> get(const std::string& name) const {
        auto value = variable(name);
        return value && !value->empty() ? value : std::nullopt;
    }
    // A file in the home directory, unless the variable `name` names another.
    [[nodiscard]] std::string file(const std::string& name, const std::string& in_home) const {
        return get(name).value_or(get("HOME").value_or("") + in_home);
    }

    static Environment of_this_process();
};

}  // namespace hf::aws
