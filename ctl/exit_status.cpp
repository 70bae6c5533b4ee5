#include "ctl/exit_status.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

void say(std::string_view text) { fmt::print(stderr, "hostfactoryctl: {}\n", printable(text)); }

}  // namespace

ExitStatus tell(const CallFailure& failure) {
    const auto& error = failure.error;
    if (failure.kind == CallFailure::Kind::refused) {
        say(fmt::format("{}: {}", name_of(error.code), error.message));
        return ExitStatus::refused;
    }
    say(error.message);
    if (failure.sent)
        say(fmt::format("it may have been carried out all the same; the same again with --command-id {} tells",
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
