#include "core/bus/message_type.hpp"

#include "core/errors/findings.hpp"
#include "core/text/suggestion.hpp"

namespace hf {

Error undecodable(const Problem& problem) {
    // Without a path the bytes themselves are wrong, not a field.
    const auto code = problem.path.empty() ? Code::malformed : Code::validation_error;
    return error_of(code, findings_of(problem), "the body");
}

Error no_such_handler(std::string_view kind, std::string_view type, std::span<const MessageType> known) {
    std::vector<std::string_view> names;
    for (const auto& each : known) names.push_back(each.name);
    return error(Code::handler_not_found, "\"{}\" is not a {}{}", type, kind, did_you_mean(type, names));
}

}  // namespace hf
