#include "core/commands/resume_site.hpp"

namespace hf {
namespace {

std::string why_not_compared(const ProviderAggregate& provider) {
    if (provider.auditing() || !provider.audit) return "is still to answer";
    return fmt::format("has answered: {}", provider.audit->problem);
}

}  // namespace

Decision<Done> decide(const ResumeSite& command, const State& state, const Context&) {
    if (!state.quarantined()) return refuse(Code::invalid_state, "the site is not in quarantine");
    Accepted<Done> accepted;
    for (const auto& provider : state.providers()) {
        if (!provider.quarantined()) continue;
        // One that the configuration doesn't name any more can't be asked, and nothing is ended there.
        if (!command.uncompared && !provider.missing && !provider.compared())
            return refuse(Code::invalid_state,
                          "the machines of provider \"{}\" were not compared with the recorded ones yet: it {}; wait "
                          "for that, or resume with uncompared",
                          provider.name, why_not_compared(provider));
        accepted.events.emplace_back(ProviderResumed{{provider.name}, command.reason});
    }
    return accepted;
}

}  // namespace hf
