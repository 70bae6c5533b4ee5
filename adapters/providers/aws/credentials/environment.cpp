#include "adapters/providers/aws/credentials/environment.hpp"

#include <cstdlib>

namespace hf::aws {

Environment Environment::of_this_process() {
    return {[](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    }};
}

}  // namespace hf::aws
