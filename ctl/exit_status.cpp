#include "ctl/exit_status.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "ctl/advice.hpp"
#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

ExitStatus tell_refusal(const CallFailure& failure, std::string_view message) {
    const auto& error = failure.error;
    say(fmt::format("{}: {}", name_of(error.code), error.message));
    for (const auto& each : findings_of(error)) say("  " + each);
    if (const auto advice = advice_for(error, message); !advice.empty()) say(advice);
    if (error.code == Code::storage_error && !failure.id.empty())
        say(fmt::format("it may be stored all the same; to find out, repeat it with --command-id {}", failure.id));
    return exit_status_of(error.code);
}

}  // namespace

void say(std::string_view text) {
    std::ignore = std::fputs(fmt::format("hostfactoryctl: {}\n", printable(text)).c_str(), stderr);
}

std::string exit_statuses_in_words() {
    std::string text = "Exit status:";
    for (const auto& each : exit_meanings) text += fmt::format("\n  {}  {}", static_cast<int>(each.status), each.means);
    return text;
}

ExitStatus exit_status_of(Code code) {
    switch (code) {
        case Code::template_not_found:
        case Code::request_not_found:
        case Code::machine_not_found:
        case Code::provider_not_found:
        case Code::handler_not_found: return ExitStatus::not_found;
        default: return ExitStatus::refused;
    }
}

ExitStatus tell(const CallFailure& failure, std::string_view message) {
    if (failure.kind == CallFailure::Kind::refused) return tell_refusal(failure, message);
    say(failure.error.message);
    if (failure.sent)
        say(fmt::format("it may have been carried out all the same; to find out, repeat it with --command-id {}",
                        failure.id));
    switch (failure.kind) {
        case CallFailure::Kind::unreachable: return ExitStatus::unreachable;
        case CallFailure::Kind::timed_out: return ExitStatus::timed_out;
        default: return ExitStatus::refused;
    }
}

ExitStatus tell_usage(std::string_view problem) {
    say(problem);
    return ExitStatus::usage;
}

}  // namespace hf::ctl
