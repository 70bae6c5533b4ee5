// The examples in the headers of core/provisioning/ and what lanes stand on.
#include "core/provisioning/comparison.hpp"
#include "core/provisioning/provisioner.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;
using Time = Agenda::Time;

void due_list(const MachineId& id, Time now) {
    // example of core/pacing/due_list.hpp
    DueList<MachineId> ends;
    ends.want(id);                                             // at once; a second time, nothing happens
    for (const auto& due : ends.take_due(now, 100)) use(due);  // in hand from now on
    ends.finish(id, now + 30s);                                // to be done once more; without a time, it is over
    ends.drop(id);                                             // nobody wants it any more, in hand or not
    // end of the example
}

void to_do_and_agenda(Agenda& agenda, const Request& request, const State& state, const Moment& now) {
    const auto& id = request.request_id;
    // example of core/provisioning/to_do.hpp
    agenda.reconcile(id, to_do(request, state), now);
    // end of the example
    const Agenda::May may;
    // example of core/provisioning/agenda.hpp
    agenda.reconcile(id, to_do(request, state), now);  // adds, moves or removes; idempotent
    auto task = agenda.next(now, may);                 // in hand from now on
    agenda.finish(*task, {}, now);                     // it is over; with a time, it is to be done once more then
    // end of the example
}

void lane(const ProviderName& name, const LaneSettings& settings, const Codec& codec, Log& log, Provider& provider,
          const State& state, const Touched& touched, const Moment& now) {
    const std::string site;
    constexpr std::uint64_t seed = 1;
    constexpr bool accepted = true;
    // example of core/provisioning/lane.hpp
    Lane lane(name, settings, site, seed, codec, log);
    lane.look_at_all(state, now);                          // what the state says is unfinished
    auto [calls, commands, next] = lane.step(state, now);  // after each of the following, and at `next`
    for (auto& call : calls) commands = lane.taken(perform(provider, std::move(call)), state, now);
    lane.decided(*commands.front().ends, accepted, state, now);  // once what it has decided is committed
    lane.look(touched, state, now);                              // after each commit
    // end of the example
    const auto later = now;
    // example of core/provisioning/lane_calls.hpp
    for (auto& call : lane.step(state, now).calls)
        commands = lane.taken(perform(provider, std::move(call)), state, later);
    // end of the example
    use(next);
}

void lane_runner(const ProviderName& name, std::shared_ptr<Provider> provider, const LaneSettings& settings,
                 const LaneRunner::Dependencies& dependencies, const Touched& touched) {
    // example of core/provisioning/lane_runner.hpp
    auto runner = std::make_shared<LaneRunner>(name, provider, settings, dependencies);
    runner->start();        // begins with what the state says is unfinished
    runner->look(touched);  // after each commit
    runner->stop();         // waits for the calls under way, until what they came to is decided
    // end of the example
}

void provisioner(const ProviderTypes& types, const LaneRunner::Dependencies& dependencies) {
    // example of core/provisioning/provisioner.hpp
    Provisioner provisioner(types, dependencies);
    provisioner.start();  // after the replay: goes on with what is unfinished
    // … committed() keeps it informed …
    provisioner.stop();  // before the committer stops: results are still recorded
    // end of the example
}

void turns(int rank, Timestamp created_at, const RequestId& id) {
    Shares shares;
    Turns turns;
    // example of core/provisioning/turns.hpp
    shares.add("anna", 3);  // machines that live, or are asked for
    turns.add({rank, created_at, id}, "ben");
    const auto next = turns.take(shares);  // what was ready, taken off
    // end of the example
    use(next);
}

void comparison(const ProviderName& name, Provider& provider, const State& state, const std::string& site) {
    // example of core/provisioning/comparison.hpp
    auto books = Books::of(name, state);  // before the provider is asked
    auto listed = provider.list(site);
    auto found = compare(books, *listed, state);  // the state as it is after the answer
    // end of the example
    use(found);
}

}  // namespace
}  // namespace hf
