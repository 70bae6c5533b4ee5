// Provider: a source of machines.
//
// Only the provisioner calls it, from several threads at once; every function is
// thread-safe and may block for as long as the provider's own timeouts allow.
// Errors are values, in our terms; the provisioner decides what to do about each.
//
// No leaked and no doubled machine (P6) rests on three rules:
//  - launch() with a token that was used before makes no further machine: it
//    answers with those that the token has, starting only what is missing of `count`,
//    which is never less than in an earlier call. Those that have ended since are not
//    replaced. It may be repeated after a crash at any instruction. With an error other than
//    `unreachable` too it returns all that the token has, for the launch is closed then.
//  - find(token) is final: after it has answered, no machine will come up for this
//    token, unless launch() is called with it again. It looks only where that launch can have made something.
//  - list() returns every machine that carries our site and is seen to be there.
// An answer is whole or an error: what could not be read to its end, or is the answer to another question, is an error
// and never a shorter list. A lane takes absence for an end only with care (ADR 28).
// tests/contract/provider_contract.hpp holds every provider to these.
//
// A machine that runs is handed over once its name and its private address are known (handover.hpp), so
// a provider leaves empty what it does not know yet, and makes up neither.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/domain/machine/machine_status.hpp"
#include "core/domain/template/template.hpp"
#include "core/domain/values/provider_error.hpp"

namespace hf {

struct ProviderError {
    ProviderErrorKind kind{};
    std::string message;
    // Why it is not known what a call has done (`unreachable`), where the provider did answer: it refused to be asked.
    std::optional<ProviderErrorKind> refusal{};
};

template <class T>
using ProviderResult = tl::expected<T, ProviderError>;

struct LaunchSpec {
    std::string token;      // of this attempt; letters, digits and '-'
    std::uint32_t count{};  // of machines, or of units: machines that are worth so many together, as ProviderType says
    std::string site;       // the store's id: which daemon's machines these are
    std::string request_id;
    std::string template_id;
    // An earlier call with this token may have taken effect: the daemon ended, or the call brought no answer.
    bool repeated = true;
    // Which of the provider's ways to make machines an earlier call with this token used. Nothing: it is not recorded.
    std::optional<std::string> begun_by{};
    std::map<std::string, std::string, std::less<>> tags;
    ValueMap attributes;  // of the template: type, ncpus, nram, …
    Counting counts{};
    std::string provider_api;  // which of the provider's ways to make machines; empty: its own choice
    std::string price_type;
    ValueMap configuration;  // of the template, in the provider's own terms
    // Of the command that asked for the machines. A provider passes them on where it can.
    std::string correlation_id;
    std::string traceparent;  // empty: none
    // When its request ends with what it has.
    std::optional<Timestamp> deadline_at{};
    // When this launch was recorded: the same for each call of it.
    Timestamp begun_at{};
};

// A machine as the provider sees it now.
struct ProviderMachine {
    std::string id;
    std::string token;
    std::string name;  // host name; empty: not known yet
    MachineStatus status{};
    std::string reason;  // why it failed or ended: "exit status 3", "signal 9 (Killed)"
    std::string private_ip;
    std::string public_ip;
    std::string instance_type;
    std::optional<PriceType> price_type{};  // how this machine is paid for; nothing: as its template says
    ValueMap details;                       // what else is worth knowing: pid, directory, zone
    // The provider has reported that it takes the machine back, and when, where it says so.
    bool reclaiming = false;
    std::optional<Timestamp> reclaim_at{};
    // Only in answers of describe(): it may be there, and can't be looked at now. Nothing else is known of it.
    bool unknown_now = false;
};

struct LaunchResult {
    std::vector<ProviderMachine> machines;  // may be fewer than were asked for; the last may exceed the units…
    std::optional<ProviderError> error;     // …then with the reason
};

// How an end is brought about.
enum class Ending : std::uint8_t {
    graceful,  // the machine may tidy up; the provider knows for how long
    forced,    // without the grace time
};

constexpr auto names_of(Ending) { return std::to_array<std::string_view>({"graceful", "forced"}); }

// The result of a template's check by a provider.
struct TemplateCheck {
    std::vector<Finding> findings;  // what is wrong with its configuration
    ValueMap attributes{};          // what its machines would have, as far as that is known: ncpus, nram
    std::vector<Finding> notes{};   // what its provider does otherwise than the configuration says
};

class Provider {
public:
    virtual ~Provider() = default;

    [[nodiscard]] virtual LaunchResult launch(const LaunchSpec& order) = 0;
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) = 0;
    // The same for a launch that was begun by this of the provider's ways to make machines (LaunchSpec::begun_by): what
    // others can't have made is not looked for, so that a way which can't be asked keeps no launch of another one open.
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> find_begun_by(
        const std::string& token, const std::optional<std::string>& provider_api);

    // One entry per id that the provider knows, dead ones included for as long as it remembers
    // them; an id that is missing from the answer is gone. One that can't be looked at now is marked
    // as such, and doesn't keep the others from being returned, nor does an id that is unknown or malformed.
    // Asked only of machines whose launch is closed.
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> describe(
        std::span<const std::string> machine_ids) = 0;

    // Begins the end of these machines, stopped ones too, and returns without waiting for it. May be
    // repeated, and a later forced call hastens a graceful one. Ids that are unknown or ended already
    // are no error.
    [[nodiscard]] virtual ProviderResult<void> terminate(std::span<const std::string> machine_ids, Ending how) = 0;

    // Begins to stop (start again) machines, which keep their identity and may cost less meanwhile,
    // and returns without waiting: describe() may return the old state for a moment. May be repeated
    // after a crash at any instruction; the later of the two calls counts. Ids that are unknown,
    // ended or ending are no error. Only called where the type's Capabilities say stop_and_start; a
    // provider of any other type leaves them as they are here, where they refuse.
    [[nodiscard]] virtual ProviderResult<void> stop(std::span<const std::string> machine_ids);
    [[nodiscard]] virtual ProviderResult<void> start(std::span<const std::string> machine_ids);

    // The machines of the site that are there; dead ones, and what can't be looked at now, left out.
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) = 0;

    // The provider may forget what it keeps of machines that have ended. Has no default: what a provider keeps
    // and never forgets would grow for ever, unnoticed. Ids that are unknown or live are no error.
    virtual void forget(std::span<const std::string> machine_ids) = 0;

    // The checks of a template that need the provider. They include those of the type. An error: they
    // can't be made now.
    [[nodiscard]] virtual ProviderResult<TemplateCheck> validate(const TemplateSpec& spec) = 0;

    // Whether it answers at all. Cheap.
    [[nodiscard]] virtual ProviderResult<void> health() = 0;

    // The daemon ends: calls under way come back within some seconds, as `unreachable` where their outcome is not known
    // (the next start finds it), and later ones may do so at once. A provider whose calls are short needs none.
    virtual void leave() {}
};

inline ProviderResult<std::vector<ProviderMachine>> Provider::find_begun_by(const std::string& token,
                                                                            const std::optional<std::string>&) {
    return find(token);
}

inline ProviderResult<void> Provider::stop(std::span<const std::string>) {
    return tl::make_unexpected(ProviderError{ProviderErrorKind::invalid, "its machines can't be stopped"});
}

inline ProviderResult<void> Provider::start(std::span<const std::string>) {
    return tl::make_unexpected(ProviderError{ProviderErrorKind::invalid, "its machines can't be started"});
}

}  // namespace hf
