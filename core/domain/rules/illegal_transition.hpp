// The refusal of a status that may not follow. Its details list the statuses that may.
#pragma once

#include "core/domain/values/transitions.hpp"
#include "core/errors/error.hpp"

namespace hf {

// `what` names the aggregate, as "request req-1". Returns nothing where the table allows the change.
template <class Status>
std::optional<Error> illegal_transition(const Transitions<Status>& table, const std::string& what, Status from,
                                        Status to) {
    if (table.allows(from, to)) return std::nullopt;
    auto illegal = error(Code::invalid_state, "{} is {}; it can't become {}", what, name_of(from), name_of(to));
    illegal.details["allowed"] = Value(table.names_after(from));
    return illegal;
}

}  // namespace hf
