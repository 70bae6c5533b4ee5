// Scenario: a test as given, when, then.
//
//     given({provider_registered(), template_created("small", {.max_number = 3}), request_created("req-a", 2)})
//         .when(create_request(2))
//         .then(refused(Code::limit_exceeded));
//
// The real ledger decides, on the state made of the given facts and their consequences; its
// decisions are committed at once, in memory, by the calling thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/bus/command_bus.hpp"
#include "core/catalogue.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/read_models/read_models.hpp"
#include "tests/unit/support/counting_ids.hpp"
#include "tests/unit/support/facts.hpp"
#include "tests/unit/support/in_memory_event_store.hpp"
#include "tests/unit/support/in_memory_type.hpp"
#include "tests/unit/support/manual_clock.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {

// The site of a scenario.
struct Site {
    Limits limits = {};
    ProviderTypes types = in_memory_types();
};

struct Refused {
    Code code{};
    std::string words;  // a part of the expected message
};
Refused refused(Code code, std::string words = {});

class Scenario {
public:
    explicit Scenario(Site site = {});
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    // Adds facts, with their consequences.
    Scenario& given(Events facts);

    template <class C>
    Scenario& when(C command, std::optional<Version> expected_version = std::nullopt) {
        decide(deciding(std::move(command), codec_), expected_version);
        return *this;
    }
    // Passes the command as the wire does: encoded, decoded, validated.
    Scenario& when_message(std::string_view type, const ValueMap& body,
                           std::optional<Version> expected_version = std::nullopt);
    // The same with a body that may be any bytes.
    Scenario& when_bytes(std::string_view type, std::string_view body,
                         std::optional<Version> expected_version = std::nullopt);
    // Lets the next commands come from this caller; without it, they come from the site itself.
    Scenario& as(Caller caller) {
        caller_ = std::move(caller);
        return *this;
    }
    // Lets time pass before the next command.
    Scenario& later(std::chrono::microseconds by);

    // Expects the command to be accepted, with exactly these events, consequences included.
    Scenario& then(const Events& expected, const char* file = __builtin_FILE(), int line = __builtin_LINE());
    Scenario& then(const Refused& expected, const char* file = __builtin_FILE(), int line = __builtin_LINE());
    // Expects the command to be accepted without any event.
    Scenario& then_nothing(const char* file = __builtin_FILE(), int line = __builtin_LINE());

    // The outcome of the last command.
    [[nodiscard]] bool accepted() const { return outcome_ && outcome_->accepted; }
    [[nodiscard]] const Events& events() const { return events_; }
    // What the last commit has changed; and whom to tell that after each.
    [[nodiscard]] const Touched& touched() const { return touched_; }
    void on_commit(std::function<void(const Touched&)> tell) { on_commit_ = std::move(tell); }
    [[nodiscard]] std::vector<std::string> types() const;
    [[nodiscard]] Error error() const;
    template <class R>
    [[nodiscard]] R result() const {
        R result{};
        EXPECT_TRUE(accepted()) << error().message;
        const auto problem = codec_.decode(outcome_->payload, result);
        EXPECT_FALSE(problem) << problem->path << " " << problem->message;
        return result;
    }

    // The state that a replay of all committed events would give.
    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] const Template& tmpl(const std::string& id = "small") const;
    [[nodiscard]] const Request& request(const std::string& id) const;
    [[nodiscard]] const Machine& machine(const std::string& id) const;

    [[nodiscard]] const ReadModels& models() const { return models_; }
    ReadModels& models() { return models_; }
    [[nodiscard]] const EventStore& store() const { return store_; }
    [[nodiscard]] const Codec& codec() const { return codec_; }
    [[nodiscard]] const Clock& clock() const { return clock_; }

private:
    void decide(const Decide& decide, std::optional<Version> expected_version);
    void commit(Commit commit);

    MsgpackCodec codec_;
    ManualClock clock_;
    CountingIds ids_;
    InMemoryEventStore store_;
    CommitQueue queue_;
    Ledger ledger_;
    CommandBus commands_{codec_};
    Caller caller_;
    ReadModels models_;
    State state_;
    std::uint64_t decisions_ = 0;

    std::optional<CommandOutcome> outcome_;
    std::optional<Error> never_decided_;
    Events events_;
    Touched touched_;
    std::function<void(const Touched&)> on_commit_;
};

// Not movable: it is constructed where the caller keeps it.
class Given : public Scenario {
public:
    explicit Given(Events facts, Site site = {}) : Scenario(std::move(site)) { given(std::move(facts)); }
};
inline Given given(Events facts, Site site = {}) { return Given(std::move(facts), std::move(site)); }

// Given a provider "local" and its template "small", before the facts that matter.
Given given_small(const Events& facts = {}, const TemplateOptions& options = {});

Events operator+(Events left, const Events& right);

}  // namespace hf::testing
