#include "tests/unit/support/virtual_site.hpp"

#include <stdexcept>

namespace hf::testing {
namespace {

constexpr std::uint64_t seed = 1;

}  // namespace

VirtualSite::VirtualSite(Site site)
    : ledger_({clock, ids, store, codec, site.limits, std::move(site.types), queue_,
               [](const std::string& what) { throw std::logic_error(what); }}),
      state_(models_.read([](const View& view) { return &view.state; })) {
    const Events facts{provider_registered(), template_created("small", {.max_number = -1})};
    decide([&](const State&, const Context&) -> AnyDecision { return AnyAccepted{{}, facts}; });
}

void VirtualSite::connect(const std::string& provider, std::shared_ptr<Provider> cloud) {
    auto& connection = connections_[{provider}];
    connection.cloud = std::move(cloud);
    if (started_) begin({provider}, connection);
}

void VirtualSite::start() {
    started_ = true;
    for (auto& [name, connection] : connections_) begin(name, connection);
}

void VirtualSite::stop() {
    started_ = false;
    for (auto& [name, connection] : connections_) connection.lane.reset();
    commands_.clear();
    calls_.clear();
}

void VirtualSite::begin(const ProviderName& name, Connection& connection) {
    if (!state().find(name)) return;
    connection.lane.emplace(name, settings, store.id(), seed, codec, log);
    connection.lane->look_at_all(state(), now());
}

std::optional<CommandOutcome> VirtualSite::decide(const Decide& decide, const std::string& correlation_id,
                                                  const std::string& traceparent) {
    auto outcome = std::make_shared<std::optional<CommandOutcome>>();
    ledger_.decide({{}, ids.next(), correlation_id, std::nullopt, traceparent}, decide,
                   [outcome](const CommandOutcome* told, bool, auto) {
                       if (told) *outcome = *told;
                   });
    commit_all();
    return *outcome;
}

void VirtualSite::decide(PendingCommand pending) {
    auto& [provider, command] = pending;
    ledger_.decide({{}, ids.next(), {}, std::nullopt}, command.decide,
                   [this, provider = provider, ends = command.ends](const CommandOutcome* outcome, bool, auto) {
                       auto& lane = connections_.at(provider).lane;
                       if (lane && ends) lane->decided(*ends, outcome->accepted, state(), now());
                   });
    commit_all();
}

void VirtualSite::hold() { holding_ = true; }

void VirtualSite::release() {
    holding_ = false;
    commit_all();
}

void VirtualSite::commit_all() {
    if (holding_ || queue_.waiting() == 0) return;
    for (auto& commit : queue_.take()) {
        std::vector<RecordedEvent> records;
        for (const auto& placed : commit.events) records.push_back(record(placed, codec));
        store.append(records, {});
        const auto [at_rest, touched] = models_.commit(commit.events);
        ledger_.settle({&commit, 1}, at_rest);
        look(touched);
        commit.done(&commit.outcome, false, commit.events);
        compare_with_new_lanes();
    }
}

void VirtualSite::look(const Touched& touched) {
    for (auto& [name, connection] : connections_) {
        if (connection.lane) connection.lane->look(touched, state(), now());
        if (started_ && !connection.lane) begin(name, connection);
        if (!state().find(name)) connection.lane.reset();
    }
}

void VirtualSite::compare_with_new_lanes() const {
    for (const auto& [name, connection] : connections_) {
        if (!connection.lane) continue;
        RememberingLog unheard;
        Lane anew(name, settings, store.id(), seed, codec, unheard);
        anew.look_at_all(state(), now());
        EXPECT_EQ(connection.lane->agenda().contents(), anew.agenda().contents()) << name.value;
    }
}

bool VirtualSite::act(std::chrono::steady_clock::time_point deadline) {
    if (!commands_.empty()) {
        auto command = std::move(commands_.front());
        commands_.pop_front();
        decide(std::move(command));
        return true;
    }
    if (!calls_.empty()) {
        auto [provider, call] = std::move(calls_.front());
        calls_.pop_front();
        auto& [cloud, lane] = connections_.at(provider);
        if (!lane) return true;
        for (auto& command : lane->taken(perform(*cloud, std::move(call)), state(), now()))
            commands_.push_back({provider, std::move(command)});
        return true;
    }
    if (step_lanes()) return true;
    if (next_ <= clock.monotonic())
        throw std::logic_error("a lane that has nothing to do wants to be asked again at once");
    if (next_ > deadline) return false;
    clock.advance(std::chrono::ceil<std::chrono::microseconds>(next_ - clock.monotonic()));
    return true;
}

bool VirtualSite::step_lanes() {
    next_ = std::chrono::steady_clock::time_point::max();
    for (auto& [name, connection] : connections_) {
        if (!connection.lane) continue;
        auto step = connection.lane->step(state(), now());
        next_ = std::min(next_, step.next);
        for (auto& call : step.calls) calls_.push_back({name, std::move(call)});
        for (auto& command : step.commands) commands_.push_back({name, std::move(command)});
    }
    return !calls_.empty() || !commands_.empty();
}

}  // namespace hf::testing
