#include "tests/unit/support/scenario.hpp"

#include <stdexcept>

namespace hf::testing {
namespace {

Ledger::Dependencies dependencies(const Clock& clock, IdSource& ids, const EventStore& store, const Codec& codec,
                                  Site site, CommitQueue& queue) {
    return {clock,       ids,
            store,       codec,
            site.limits, std::move(site.types),
            queue,       [](const std::string& what) { throw std::logic_error(what); }};
}

template <class Found>
const auto& must_find(const Found* found, const std::string& id) {
    if (!found) throw std::logic_error(id + " does not exist");
    return *found;
}

}  // namespace

Refused refused(Code code, std::string words) { return {code, std::move(words)}; }

Scenario::Scenario(Site site) : ledger_(dependencies(clock_, ids_, store_, codec_, std::move(site), queue_)) {
    add_every_command(commands_);
}

Scenario& Scenario::given(Events facts) {
    for (auto& fact : facts)
        decide(
            [&](const State&, const Context&) -> AnyDecision {
                return AnyAccepted{{}, {std::move(fact)}};
            },
            std::nullopt);
    return *this;
}

Scenario& Scenario::when_message(std::string_view type, const ValueMap& body, std::optional<Version> expected_version) {
    return when_bytes(type, codec_.encode(body), expected_version);
}

Scenario& Scenario::when_bytes(std::string_view type, std::string_view body, std::optional<Version> expected_version) {
    auto prepared = commands_.prepare(type, body, caller_, expected_version.has_value());
    if (prepared) {
        decide(*prepared, expected_version);
    } else {
        outcome_.reset();
        events_.clear();
        never_decided_ = std::move(prepared.error());
    }
    return *this;
}

Scenario& Scenario::later(std::chrono::microseconds by) {
    clock_.advance(by);
    return *this;
}

void Scenario::decide(const Decide& decide, std::optional<Version> expected_version) {
    outcome_.reset();
    never_decided_.reset();
    events_.clear();
    const auto id = fmt::format("command-{}", ++decisions_);
    ledger_.decide({id, id, "conversation", expected_version, {}, caller_}, decide,
                   [this](const CommandOutcome* outcome, bool, auto) { outcome_ = *outcome; });
    for (auto& each : queue_.take()) commit(std::move(each));
}

void Scenario::commit(Commit commit) {
    std::vector<RecordedEvent> records;
    for (const auto& placed : commit.events) {
        records.push_back(record(placed, codec_));
        state_.apply(placed);
        events_.push_back(placed.event);
    }
    store_.append(records, {&commit.outcome, 1});
    auto [at_rest, touched] = models_.commit(commit.events);
    ledger_.settle({&commit, 1}, at_rest);
    touched_ = std::move(touched);
    if (on_commit_) on_commit_(touched_);
    commit.done(&commit.outcome, false, commit.events);
}

Scenario& Scenario::then(const Events& expected, const char* file, int line) {
    const ::testing::ScopedTrace trace(file, line, "then these events");
    EXPECT_TRUE(accepted()) << error().message;
    EXPECT_EQ(texts_of(events_), texts_of(expected));
    return *this;
}

Scenario& Scenario::then(const Refused& expected, const char* file, int line) {
    const ::testing::ScopedTrace trace(file, line, "then refused");
    EXPECT_FALSE(accepted());
    EXPECT_EQ(texts_of(events_), std::vector<std::string>{});
    const auto why = error();
    EXPECT_EQ(name_of(why.code), name_of(expected.code)) << why.message;
    EXPECT_THAT(why.message, ::testing::HasSubstr(expected.words));
    return *this;
}

Scenario& Scenario::then_nothing(const char* file, int line) { return then(Events{}, file, line); }

std::vector<std::string> Scenario::types() const {
    std::vector<std::string> types;
    for (const auto& event : events_) types.emplace_back(type_name_of(event));
    return types;
}

Error Scenario::error() const {
    if (never_decided_) return *never_decided_;
    Error error;
    if (outcome_ && !outcome_->accepted) {
        EXPECT_FALSE(codec_.decode(outcome_->payload, error));
    }
    return error;
}

const Template& Scenario::tmpl(const std::string& id) const { return must_find(state_.find(TemplateId{id}), id); }
const Request& Scenario::request(const std::string& id) const { return must_find(state_.find(RequestId{id}), id); }
const Machine& Scenario::machine(const std::string& id) const { return must_find(state_.find(MachineId{id}), id); }

Given given_small(const Events& facts, const TemplateOptions& options) {
    return given(Events{provider_registered(), template_created("small", options)} + facts);
}

Events operator+(Events left, const Events& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

}  // namespace hf::testing
