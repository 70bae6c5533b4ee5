#include "core/provisioning/homecoming.hpp"

#include "core/bus/command_bus.hpp"
#include "core/commands/resume_site.hpp"
#include "core/domain/rules/moved_store.hpp"
#include "core/provisioning/commands/begin_quarantine.hpp"

namespace hf {
namespace {

template <class C>
void carry_out(const Homecoming& with, C command) {
    bool is_done = false;
    const CommandHeader header{{}, with.ids.next(), with.ids.next(), {}};
    with.ledger.decide(header, deciding(std::move(command), with.codec),
                       [&](const CommandOutcome* outcome, bool, auto) { is_done = outcome && outcome->accepted; });
    with.committer.step();
    if (!is_done) throw std::runtime_error("the store has failed at the start");
}

std::string quarantine_of(const ReadModels& models) {
    return models.read([](const View& view) {
        const auto* provider = first_in_quarantine(view.state);
        return provider ? provider->quarantine_reason : std::string{};
    });
}

}  // namespace

bool come_home(const Homecoming& with, StoreHome* home, Home here, bool moved) {
    if (!home) return true;
    here.file = home->file();
    const auto why = why_not_at_home(*home, here);
    if (why.empty()) here = completed(std::move(here), *home);
    const bool was_quarantined = !quarantine_of(with.models).empty();
    if (moved && was_quarantined) {
        carry_out(with, ResumeSite{"hostfactoryd --moved", true});
    } else if (!moved && !why.empty()) {
        carry_out(with, BeginQuarantine{why});
        if (quarantine_of(with.models).empty()) return false;
    }
    if (!is_settled(*home, here)) home->settle(here);
    if (moved)
        with.log.warn(
            fmt::format("the store is at work on this host from now on (--moved){}", why.empty() ? "" : "; it " + why));
    if (const auto quarantine = quarantine_of(with.models); !quarantine.empty())
        with.log.error(
            fmt::format("the site is in quarantine, since its store {}: nothing is launched and nothing is ended until "
                        "an administrator resumes it (hostfactoryctl site resume); no other daemon may be at work with "
                        "a copy of this store then",
                        quarantine));
    return true;
}

}  // namespace hf
