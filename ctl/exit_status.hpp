// The exit statuses of hostfactoryctl; scripts depend on these numbers.
#pragma once

#include <array>

#include "client/client.hpp"

namespace hf::ctl {

enum class ExitStatus : int {
    ok = 0,
    refused = 1,
    usage = 2,
    unreachable = 3,
    timed_out = 4,
    unfulfilled = 5,
    not_found = 6,
};

struct ExitMeaning {
    ExitStatus status;
    std::string_view means;
};

inline constexpr std::array exit_meanings{
    ExitMeaning{ExitStatus::ok, "all is well"},
    ExitMeaning{ExitStatus::refused, "the daemon refused, an audit found something, or a template is not valid"},
    ExitMeaning{ExitStatus::usage, "the command line, or a file that it names, is wrong"},
    ExitMeaning{ExitStatus::unreachable, "no daemon answers"},
    ExitMeaning{ExitStatus::timed_out, "the time was over before an answer came, or before the request had ended"},
    ExitMeaning{
        ExitStatus::unfulfilled,
        "the request that was waited for ended partial, failed, cancelled or timed out; or a provider doesn't answer"},
    ExitMeaning{ExitStatus::not_found, "what was named is not there"},
};

// Writes "hostfactoryctl: …" to standard error. A closed standard error is ignored.
void say(std::string_view text);

// The list of exit statuses for the end of the help.
std::string exit_statuses_in_words();

// The exit status for a refusal.
ExitStatus exit_status_of(Code code);

// Reports the failure on standard error, with what is wrong and what to do about it:
//
//     hostfactoryctl: template_not_found: template "smal" does not exist; did you mean "small"?
//     hostfactoryctl: see hostfactoryctl template list
//
// `message` is the type of the sent message, if it is known.
ExitStatus tell(const CallFailure& failure, std::string_view message = {});

// Reports a mistake of the user as "hostfactoryctl: …".
ExitStatus tell_usage(std::string_view problem);

}  // namespace hf::ctl
