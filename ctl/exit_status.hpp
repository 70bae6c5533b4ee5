// How hostfactoryctl ends; scripts depend on these numbers.
#pragma once

#include "client/client.hpp"

namespace hf::ctl {

enum class ExitStatus : int {
    ok = 0,
    refused = 1,  // the daemon said no
    usage = 2,
    unreachable = 3,  // no daemon answers
    timed_out = 4,    // no answer, or no end, came in time
    unfulfilled = 5,  // the request that was waited for ended with less than was asked for
};

inline constexpr const char* exit_statuses =
    "Exit status: 0 ok; 1 refused by the daemon; 2 usage; 3 no daemon answers; 4 timed out waiting;\n"
    "5 the request that was waited for ended partial, failed, cancelled or timed out.";

// Tells of the failure on standard error: "hostfactoryctl: template_not_found: …".
ExitStatus tell(const CallFailure& failure);

// "hostfactoryctl: …", for what the user did wrong.
ExitStatus tell_usage(std::string_view problem);

}  // namespace hf::ctl
