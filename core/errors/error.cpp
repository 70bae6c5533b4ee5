#include "core/errors/error.hpp"

#include "core/errors/findings.hpp"

namespace hf {

std::optional<Error> invalid(const std::vector<Finding>& findings) {
    if (findings.empty()) return std::nullopt;
    return error_of(Code::validation_error, findings);
}

}  // namespace hf
