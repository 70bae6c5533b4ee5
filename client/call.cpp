#include "client/call.hpp"

namespace hf {

CallFailure unreadable(const Problem& problem, std::string id) {
    return {.kind = CallFailure::Kind::unreadable,
            .error = error(Code::malformed, "the daemon's answer is not understood: {} {}",
                           problem.path.empty() ? "it" : problem.path, problem.message),
            .id = std::move(id),
            .sent = true};
}

}  // namespace hf
