#include "tests/simulation/planted/every_fault.hpp"

#include <array>

#include "core/queries/get_history.hpp"
#include "core/queries/get_request.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/read_events.hpp"
#include "tests/simulation/planted/access_faults.hpp"
#include "tests/simulation/planted/lane_faults.hpp"
#include "tests/simulation/planted/provider_faults.hpp"
#include "tests/simulation/planted/room_faults.hpp"
#include "tests/simulation/planted/snapshot_faults.hpp"
#include "tests/simulation/planted/store_faults.hpp"

namespace hf::simulation {
namespace {

template <class S>
std::unique_ptr<Seams> planted() {
    return std::make_unique<S>();
}

// The one publishes for the committer, which then publishes nothing.
class PublishingBeforeTheSync final : public Appending<PublishesBeforeTheSync>, private EventPublisher {
public:
    EventPublisher& published_to(EventPublisher&) override { return *this; }

private:
    void publish(std::vector<RecordedEvent>) override {}
};

constexpr std::array faults{
    PlantedFault{"skip-sync", "every tenth transaction is written and not synced", planted<SkipsASync>},
    PlantedFault{"ignore-failed-write", "a failed write is taken for a good one",
                 planted<Appending<IgnoresAFailedWrite>>},
    PlantedFault{"acknowledge-early", "a command is answered before its group is written",
                 planted<Appending<AcknowledgesEarly>>},
    PlantedFault{"lose-outcomes", "outcomes of commands are not stored", planted<Appending<LosesOutcomes>>},
    PlantedFault{"forget-outcomes", "outcomes of commands are not found again", planted<Reading<ForgetsOutcomes>>},
    PlantedFault{"number-with-a-gap", "a category's numbers have a gap", planted<Appending<NumbersWithAGap>>},
    PlantedFault{"apply-twice", "a start applies an event twice", planted<Reading<ReadsAnEventTwice>>},
    PlantedFault{"publish-before-sync", "events are published before they are on the disk",
                 planted<PublishingBeforeTheSync>},
    PlantedFault{"skip-an-event", "the feed leaves an event out", planted<SkipsAnEventOnTheFeed>},
    PlantedFault{"restore-without-launches", "a start from a snapshot forgets the open launches",
                 planted<RestoresWithoutLaunches>},
    PlantedFault{"leave-out-a-change", "a snapshot leaves out an aggregate that has changed",
                 planted<LeavesOutAChange>},
    PlantedFault{"forget-what-is-set-aside", "a snapshot lacks what changes while it is collected",
                 planted<ForgetsWhatIsSetAside>},
    PlantedFault{"prune-before-archiving", "events are pruned that are not in the archive",
                 planted<PrunesBeforeArchiving>},
    PlantedFault{"forget-an-index-move", "a machine's end does not reach the lists", planted<ForgetsAnIndexMove>},
    PlantedFault{"drop-token", "a launch is called without its token", planted<Calling<DropsTheToken>>},
    PlantedFault{"new-token", "a launch is called again with another token", planted<Calling<CallsAgainWithANewToken>>},
    PlantedFault{"lost-reply-is-failure", "a launch whose reply was lost is closed as failed",
                 planted<Calling<TakesALostReplyForAFailure>>},
    PlantedFault{"failed-search-is-nothing", "a search that failed is taken for one that has found nothing",
                 planted<Calling<TakesAFailedSearchForNothing>>},
    PlantedFault{"overlook-a-machine", "a machine of a launch is not recorded",
                 planted<Calling<OverlooksAMachineOfALaunch>>},
    PlantedFault{"count-machines-for-units", "a launch of units is fulfilled by as many machines",
                 planted<Calling<CountsMachinesForUnits>>},
    PlantedFault{"lose-a-return", "some machines are not terminated", planted<Calling<LosesAReturn>>},
    PlantedFault{"leave-orphans", "machines that nobody has ordered are not terminated",
                 planted<Calling<ForgetsToTerminateOrphans>>},
    PlantedFault{"end-another", "a machine is ended that nobody has given back", planted<Calling<EndsAnotherMachine>>},
    PlantedFault{"forget-to-stop", "machines are not stopped", planted<Calling<ForgetsToStop>>},
    PlantedFault{"miss-deadlines", "a request's deadline passes unnoticed", planted<LosesACommand<is_expiry, 1>>},
    PlantedFault{"lose-an-answer", "what a launch came to is not recorded",
                 planted<LosesACommand<is_launch_outcome, 20>>},
    PlantedFault{"unknown-is-refused", "what a failed store may have is tried again", planted<TakesUnknownForRefused>},
    PlantedFault{"miss-a-look", "a lane does not hear of some machines' changes", planted<MissesALook>},
    PlantedFault{"take-up-nothing", "a start does not go on with what is unfinished",
                 planted<TakesUpNothingAfterACrash>},
    PlantedFault{"ok-to-a-refusal", "a command that was refused is answered ok", planted<SaysOkToARefusal>},
    PlantedFault{"forget-limits", "principals have no limits", planted<KnowsOthers<forget_limits>>},
    PlantedFault{"everybody-is-admin", "each principal may do everything", planted<KnowsOthers<promote>>},
    PlantedFault{"work-with-a-copy", "a store that was copied goes to work at once", planted<WorksWithACopy>},
    PlantedFault{"take-the-reserve", "commands are taken while the disk is nearly full", planted<TakesTheReserve>},
    PlantedFault{"show-all-events", "others' events are shown to those who see their own alone",
                 planted<ForgetsAFilter<ReadEvents>>},
    PlantedFault{"show-all-histories", "a history is shown to those who see their own alone",
                 planted<ForgetsAFilter<GetHistory>>},
    PlantedFault{"show-all-requests", "others' requests are shown to those who see their own alone",
                 planted<ForgetsAFilter<GetRequest>>},
    PlantedFault{"list-all-machines", "others' machines are listed to those who see their own alone",
                 planted<ForgetsAFilter<ListMachines>>},
    PlantedFault{"hide-a-duplicate", "a repeated command's reply is not marked", planted<HidesADuplicate>},
};

}  // namespace

std::span<const PlantedFault> every_fault() { return faults; }

}  // namespace hf::simulation
