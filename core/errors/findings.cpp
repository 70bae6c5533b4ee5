#include "core/errors/findings.hpp"

#include <algorithm>

namespace hf {

std::vector<Finding> findings_of(const Problem& problem) {
    std::vector<Finding> findings{{problem.path, problem.message}};
    for (const auto& other : problem.others) findings.push_back({other.path, other.message});
    return findings;
}

Error error_of(Code code, std::span<const Finding> findings, std::string_view whole) {
    Error result;
    result.code = code;
    ValueList list;
    const auto tell = [&](std::string_view field, std::string_view message) {
        if (!list.empty()) result.message += "; ";
        result.message += fmt::format("{} {}", field.empty() ? whole : field, message);
        list.emplace_back(ValueMap{{"field", field}, {"message", message}});
    };
    for (const auto& finding : findings.first(std::min(findings.size(), most_findings)))
        tell(finding.field, finding.message);
    if (findings.size() > most_findings) tell({}, more_findings);
    if (!findings.empty() && !findings.front().field.empty()) result.field = findings.front().field;
    result.details.emplace("findings", std::move(list));
    return result;
}

std::optional<Error> invalid(const std::vector<Finding>& findings) {
    if (findings.empty()) return std::nullopt;
    return error_of(Code::validation_error, findings);
}

}  // namespace hf
