// The examples in the headers of core/provisioning and core/pacing.
#include <functional>

#include "core/pacing/clock_watch.hpp"
#include "core/pacing/due_list.hpp"
#include "core/provisioning/comparison.hpp"
#include "core/provisioning/homecoming.hpp"
#include "core/provisioning/provisioner.hpp"
#include "core/provisioning/routing.hpp"
#include "core/provisioning/to_do.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

void due_list(const MachineId& id, std::chrono::steady_clock::time_point now) {
    // example of core/pacing/due_list.hpp
    DueList<MachineId> ends;
    ends.want(id);  // at once; a second time, nothing happens
    for (const auto& id : ends.take_due(now, 100)) use(id);
    ends.finish(id, now + 30s);  // to be done once more, or, without a time, over
    ends.drop(id);               // no longer wanted, in hand or not
    // end of the example
}

void clock_watch(const Clock& clock, Log& log) {
    // example of core/pacing/clock_watch.hpp
    ClockWatch watch;
    if (const auto step = watch.step({clock.monotonic(), clock.now()}))
        log.warn(fmt::format("the clock was set by {} us", step->count()));
    // end of the example
}

void to_do_of(Agenda& agenda, const RequestId& id, const Request& request, const State& state, const Moment& now) {
    // example of core/provisioning/to_do.hpp
    agenda.reconcile(id, to_do(request, state), now);
    // end of the example
}

void agenda(Agenda& agenda, const RequestId& id, const Request& request, const State& state, const Moment& now,
            const Agenda::May& may) {
    // example of core/provisioning/agenda.hpp
    agenda.reconcile(id, to_do(request, state), now);  // adds, moves or removes; idempotent
    auto task = agenda.next(now, may);                 // in hand from now on
    agenda.finish(*task, {}, now);                     // it is over; or, with a time, to be done once more then
    // end of the example
}

void comparison(const ProviderName& name, Provider& provider, const std::string& site, const State& state) {
    // example of core/provisioning/comparison.hpp
    auto books = Books::of(name, state);  // before the provider is asked
    auto listed = provider.list(site);
    auto found = compare(books, *listed, state);  // the state as it is after the answer
    // end of the example
}

void lane(const ProviderName& name, const LaneSettings& settings, const std::string& site, std::uint64_t seed,
          const Codec& codec, Log& log, Provider& provider, const Touched& touched, bool accepted, const State& state,
          const Moment& now) {
    // example of core/provisioning/lane.hpp
    Lane lane(name, settings, site, seed, codec, log);
    lane.look_at_all(state, now);                          // what the state says is unfinished
    auto [calls, commands, next] = lane.step(state, now);  // after anything below, and at `next`
    for (auto& call : calls) commands = lane.taken(perform(provider, call), state, now);
    for (auto& command : commands)
        if (command.ends) lane.decided(*command.ends, accepted, state, now);  // once it is committed
    lane.look(touched, state, now);                                           // after each commit
    // end of the example
}

void lane_calls(Lane& lane, Provider& provider, const State& state, const Moment& now, const Moment& later) {
    Lane::Commands commands;
    // example of core/provisioning/lane_calls.hpp
    for (auto& call : lane.step(state, now).calls)
        commands = lane.taken(perform(provider, std::move(call)), state, later);
    // end of the example
}

void lane_runner(const ProviderName& name, const ProviderOrWhy& provider, const LaneSettings& settings,
                 const LaneRunner::Dependencies& dependencies, const Touched& touched) {
    // example of core/provisioning/lane_runner.hpp
    auto runner = std::make_shared<LaneRunner>(name, provider, settings, dependencies);
    runner->start();        // begins with what the state says is unfinished
    runner->look(touched);  // after each commit
    runner->stop();         // waits for the calls under way, until what they came to is decided
    // end of the example
}

void provisioner(const ProviderTypes& types, const LaneRunner::Dependencies& dependencies,
                 std::span<const NumberedEvent> batch, const Touched& touched) {
    // example of core/provisioning/provisioner.hpp
    Provisioner provisioner(types, dependencies);
    provisioner.start();                    // after the replay: goes on with what is unfinished
    provisioner.committed(batch, touched);  // keeps it informed
    provisioner.stop();                     // before the committer stops: results are still recorded
    // end of the example
}

void routing(const Touched& touched, const State& state, std::map<ProviderName, LaneRunner>& lanes) {
    // example of core/provisioning/routing.hpp
    Routing routing;
    routing.begin(state);                           // before the first commit
    auto parts = routing.parts_of(touched, state);  // after each
    for (auto& [name, part] : parts.lanes) lanes.at(name).look(std::move(part));
    // end of the example
}

void turns(Shares& shares, Turns& turns, int rank, Timestamp created_at, const RequestId& id) {
    // example of core/provisioning/turns.hpp
    shares.add("anna", 3);  // machines that live, or are asked for
    turns.add({rank, created_at, id}, "ben");
    const auto next = turns.take(shares);  // what was ready, taken off
    // end of the example
}

void homecoming(IdSource& ids, const Codec& codec, Ledger& ledger, Committer& committer, const ReadModels& models,
                Log& log, EventStore& store, const Home& here, bool moved,
                const std::function<void()>& register_providers) {
    // example of core/provisioning/homecoming.hpp
    const bool is_home = come_home({ids, codec, ledger, committer, models, log}, store.home(), here, moved);
    register_providers();
    if (!is_home) come_home({ids, codec, ledger, committer, models, log}, store.home(), here, moved);
    // end of the example
}

}  // namespace
}  // namespace hf
