// ResumeSite: an administrator says that the store is at work here, and no other copy of it is.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ResumeSite {
    using Result = Done;
    static constexpr auto role = Role::admin;
    std::string reason;
    bool uncompared = false;

    static constexpr auto describe = message(
        "ResumeSite",
        "Ends the quarantine of a site whose store was moved, copied or restored: from now on this daemon launches and "
        "ends machines. No other daemon may be at work with a copy of the store. GetQuarantine says what follows.",
        field<&ResumeSite::reason>("reason", "why; kept with the events").optional().at_most(1024),
        field<&ResumeSite::uncompared>("uncompared",
                                       "also where a provider's machines could not be compared with the recorded ones, "
                                       "so that nobody knows what is ended there")
            .optional());
};

Decision<Done> decide(const ResumeSite& command, const State& state, const Context& context);

}  // namespace hf
