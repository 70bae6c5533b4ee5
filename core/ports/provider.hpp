// Provider: a source of machines.
//
// Only the provisioner calls it, from several threads at once; every function is
// thread-safe and may block for as long as the provider's own timeouts allow.
// Errors are values, in our terms; the provisioner decides what to do about each.
//
// No leaked and no doubled machine (P6) rests on three rules:
//  - launch() with a token that was used before makes no further machine: it
//    answers with those that the token has, starting only what is missing of `count`.
//    It may be repeated after a crash at any instruction.
//  - find(token) is final: after it has answered, no machine will come up for this
//    token, unless launch() is called with it again.
//  - list() tells every machine that carries our site and is still there.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/domain/machine_status.hpp"
#include "core/messages/describe.hpp"

namespace hf {

enum class ProviderErrorKind : std::uint8_t {
    throttled,     // ask again later, more slowly
    no_capacity,   // the provider has none of these now
    quota,         // our allowance there is used up
    unauthorized,  // our credentials or rights don't reach
    invalid,       // the template asks for what can't be
    not_found,
    unreachable,  // no answer, or the service is down
};

constexpr auto names_of(ProviderErrorKind) {
    return std::to_array<std::string_view>(
        {"throttled", "no_capacity", "quota", "unauthorized", "invalid", "not_found", "unreachable"});
}

struct ProviderError {
    ProviderErrorKind kind{};
    std::string message;
};

template <class T>
using ProviderResult = tl::expected<T, ProviderError>;

struct LaunchOrder {
    std::string token;  // of this attempt; letters, digits and '-'
    std::uint32_t count{};
    std::string site;  // the store's id: which daemon's machines these are
    std::string request_id;
    std::string template_id;
    std::map<std::string, std::string, std::less<>> tags;
    ValueMap attributes;  // of the template: type, ncpus, nram, …
    std::string price_type;
    ValueMap configuration;  // of the template, in the provider's own terms
};

// A machine as the provider sees it now.
struct ProviderMachine {
    std::string id;
    std::string token;
    std::string name;  // host name
    MachineStatus status{};
    std::string reason;  // why it failed or ended: "exit status 3", "signal 9 (Killed)"
    std::string private_ip;
    std::string public_ip;
    std::string instance_type;
    ValueMap details;  // what else is worth knowing: pid, directory, zone
};

struct LaunchResult {
    std::vector<ProviderMachine> machines;  // may be fewer than were asked for…
    std::optional<ProviderError> error;     // …then with the reason
};

struct Finding {
    std::string field;  // "command[0]", relative to the configuration
    std::string message;
};

// The rules of a template's configuration that need no I/O. Pure; used in decisions.
class TemplateRules {
public:
    virtual ~TemplateRules() = default;
    [[nodiscard]] virtual std::vector<Finding> check(const ValueMap& configuration) const = 0;
};

class Provider {
public:
    virtual ~Provider() = default;

    [[nodiscard]] virtual LaunchResult launch(const LaunchOrder& order) = 0;
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) = 0;

    // One entry per id that the provider knows, dead ones included for as long as it remembers
    // them; an id that is missing from the answer is gone.
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> describe(
        std::span<const std::string> machine_ids) = 0;

    // Begins the end of these machines and returns without waiting for it. Ids that are unknown
    // or ended already are no error.
    [[nodiscard]] virtual ProviderResult<void> terminate(std::span<const std::string> machine_ids) = 0;

    // The machines of the site that are there, dead ones left out.
    [[nodiscard]] virtual ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) = 0;

    // The provider may forget what it keeps of machines that have ended.
    virtual void forget(std::span<const std::string> machine_ids) = 0;

    // Whether it answers at all. Cheap.
    [[nodiscard]] virtual ProviderResult<void> health() = 0;
};

}  // namespace hf
