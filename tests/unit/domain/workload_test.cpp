// A random life: clients, provider and time do what they like, and what must always
// hold is looked at after each step.
#include <list>
#include <random>

#include "core/commands/audit_provider.hpp"
#include "core/commands/claim_requests.hpp"
#include "core/domain/request/launch_token.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/expire_request.hpp"
#include "core/provisioning/commands/record_audit.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "core/provisioning/commands/record_machines.hpp"
#include "core/provisioning/commands/record_provider_health.hpp"
#include "core/provisioning/lane.hpp"
#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/support/member_ids.hpp"
#include "tests/unit/support/derived_facts.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"
#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

constexpr int lives = 20;
constexpr int steps = 400;
const std::map<std::string, std::int32_t> templates{{"small", 7}, {"large", 3}};
constexpr std::array providers{"local", "other"};

class Life {
public:
    explicit Life(std::uint32_t seed) : random_(seed) {
        for (const auto* name : providers) scenario_.given({provider_registered(name)});
        for (const auto& [id, max_number] : templates) {
            TemplateOptions options{.max_number = max_number};
            if (id == "large") {
                options.sources = {source("local"), source("other", 2), source("local")};
                options.selection = static_cast<SourceSelection>(seed % 3);
            }
            scenario_.given({template_created(id, options)});
        }
    }

    void step() {
        switch (any(9)) {
            case 0:
            case 1: order(); break;
            case 2: cancel(); break;
            case 3: give_back(); break;
            case 4:
            case 5: begin(); break;
            case 6:
            case 7: record(); break;
            default: see(); break;
        }
        scenario_.later(std::chrono::seconds{any(20)});
        if (any(30) == 0) scenario_.later(std::chrono::hours{24} * any(12));
        if (any(10) == 0) expire();
        if (any(10) == 0) claim();
        if (any(6) == 0) change_templates();
        if (any(6) == 0) audit();
        if (any(8) == 0) change_providers();
    }

    // Nobody asks for anything any more, and everything is given back.
    void wind_down() {
        while (!state().open_launches().empty()) record();
        for (const auto& id : member_ids(state().open_requests()))
            if (state().find(id)->request_type == RequestType::acquire) scenario_.when(cancel_request(id.value));
        for (const auto& id : member_ids(state().live_machines())) {
            if (!state().find(id)->return_requested) scenario_.when(return_machines({id.value}));
            scenario_.when(RecordMachines{{seen(id.value, MachineStatus::terminated)}, {}});
        }
    }

    // What a start from a snapshot of now would make of it.
    [[nodiscard]] std::string from_a_snapshot() {
        return from(scenario_.models().draft(next_extent() == Extent::everything));
    }
    // The same of a snapshot that is begun now, and collected little by little while life goes on.
    void begin_snapshot() { drafting_ = scenario_.models().begin_draft(next_extent() == Extent::everything); }
    [[nodiscard]] bool collects_snapshot() { return scenario_.models().collect(*drafting_, 1 + any(5)); }
    [[nodiscard]] std::string from_the_begun_snapshot() { return from(std::move(*drafting_).draft()); }

    // What a start from the snapshot would make of it; and what a state that began with the one before has become.
    [[nodiscard]] std::string from(const SnapshotDraft& draft) {
        write_snapshot(snapshots_, draft, next_extent(), scenario_.store(), scenario_.codec());
        auto loaded = load_snapshot(snapshots_);
        EXPECT_EQ(text_of(loaded->view.state), text_of(loaded->state));
        EXPECT_EQ(text_of(kept_facts(loaded->state)), text_of(counted_facts(loaded->state)));
        const auto text = text_of(loaded->state);
        if (earlier_) {
            for (const auto& record : scenario_.store().read(earlier_->state.position(), 1'000'000, 1U << 30)) {
                if (record.position > draft.numbers.position) break;
                const auto event = restore(record, scenario_.codec());
                earlier_->state.apply(event);
                earlier_->view.apply(event);
            }
            EXPECT_EQ(text_of(earlier_->state), text);
            EXPECT_EQ(text_of(earlier_->view.state), text);
        }
        earlier_ = std::move(loaded);
        return text;
    }

    // What max_number limits, counted from the aggregates alone.
    [[nodiscard]] std::map<std::string, std::uint32_t> in_use() const {
        std::map<std::string, std::uint32_t> count;
        for (const auto& [id, max_number] : templates) count[id] = 0;
        for (const auto& machine : state().machines())
            if (machine.live()) ++count[machine.spec.template_id.value];
        for (const auto& request : state().requests()) {
            if (request.request_type != RequestType::acquire) continue;
            auto& of = count[request.template_id->value];
            if (request.open())
                of += request.shortfall();
            else if (request.launch)
                of += request.launch->count;
        }
        return count;
    }
    // What the stored events say, read by one who has seen nothing else (P9).
    [[nodiscard]] std::string replayed() const {
        State replayed;
        for (const auto& recorded : scenario_.store().read(0, 1'000'000, 1U << 30))
            replayed.apply(restore(recorded, scenario_.codec()));
        return text_of(replayed);
    }
    [[nodiscard]] std::string of_the_read_models() const {
        return scenario_.models().read([](const View& view) { return text_of(view.state); });
    }
    [[nodiscard]] const State& state() const { return scenario_.state(); }
    [[nodiscard]] const State& committed() const {
        return *scenario_.models().read([](const View& view) { return &view.state; });
    }
    [[nodiscard]] Moment now() const { return {scenario_.clock().monotonic(), scenario_.clock().now()}; }
    void on_commit(std::function<void(const Touched&)> tell) { scenario_.on_commit(std::move(tell)); }
    // One that begins now.
    [[nodiscard]] Lane lane(const std::string& provider) {
        Lane lane({provider}, {}, "site", 1, scenario_.codec(), log_);
        lane.look_at_all(committed(), now());
        return lane;
    }

private:
    std::uint32_t any(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

    template <class T>
    auto one_of(const Members<T>& members) {
        const auto all = member_ids(members);
        return all.empty() ? std::nullopt : std::optional(all[any(static_cast<std::uint32_t>(all.size()))]);
    }

    void order() {
        auto command = create_request(1 + any(4), any(2) == 0 ? "small" : "large");
        if (any(3) == 0) command.unclaimed_s = 1 + any(600);
        scenario_.when(command);
    }
    void claim() {
        if (const auto id = one_of(state().unclaimed_requests())) scenario_.when(ClaimRequests{{*id, *id}});
    }
    void cancel() {
        if (const auto id = one_of(state().open_requests())) scenario_.when(cancel_request(id->value));
    }
    void give_back() {
        std::vector<std::string> ids;
        for (const auto& id : member_ids(state().live_machines()))
            if (any(2) == 0) ids.push_back(id.value);
        if (!ids.empty()) scenario_.when(return_machines(ids));
    }
    void begin() {
        if (const auto id = one_of(state().open_requests()))
            scenario_.when(BeginLaunch{*id, state().find(*id)->provider.value_or(ProviderName{"local"}), 1 + any(4)});
    }
    void record() {
        const auto id = one_of(state().open_launches());
        if (!id) return;
        const auto launch = *state().find(*id)->launch;
        LaunchResult result;
        for (auto left = any(launch.count + 1); left > 0; --left) result.machines.push_back(any_machine());
        if (result.machines.size() < launch.count)
            result.error = {any(3) == 0 ? any_error() : ProviderErrorKind::no_capacity, "none left"};
        scenario_.when(RecordLaunch{*id, launch.token, result});
    }
    void see() {
        const auto id = one_of(state().live_machines());
        if (!id) return;
        if (any(10) == 0) return void(scenario_.when(RecordMachines{{}, {*id}}));
        auto machine = seen(id->value, any_status());
        if (any(2) == 0) machine.name = any_name();
        if (any(4) == 0) machine.private_ip = any_address();
        if (any(8) == 0) machine.name.clear();
        machine.price_type = static_cast<PriceType>(any(3));
        machine.reclaiming = any(8) == 0;
        scenario_.when(RecordMachines{{machine}, {}});
    }
    ProviderMachine any_machine() {
        auto machine = seen(fmt::format("i-{}", ++machines_), any_status());
        machine.name = any(2) == 0 ? any_name() : machine.id;
        machine.private_ip = any_address();
        return machine;
    }
    // Some have none yet.
    std::string any_address() { return any(3) == 0 ? "" : fmt::format("10.0.0.{}", any(9)); }
    // Names are few, so they are used again.
    std::string any_name() { return fmt::format("host-{}", any(6)); }
    // Orphans of requests that may lack machines, and of nobody; losses of what lives.
    void audit() {
        if (any(2) == 0) scenario_.when(AuditProvider{{"local"}});
        RecordAudit audit;
        audit.provider = {"local"};
        audit.adopt = any(2) == 0;
        if (any(2) == 0) audit.answers = state().find(audit.provider)->audit_wanted_at;
        for (auto left = any(4); left > 0; --left) {
            auto orphan = any_machine();
            const auto id = one_of(state().open_requests());
            orphan.token = id && any(3) > 0 ? launch_token(*id, 1 + any(2)) : "of-nobody";
            audit.orphans.push_back(std::move(orphan));
        }
        if (const auto id = one_of(state().live_machines())) audit.losses.push_back(*id);
        scenario_.when(audit);
    }
    // Some that nobody orders: made, changed, deleted and made again.
    void change_templates() {
        const auto id = fmt::format("spare-{}", any(3));
        if (!state().find(TemplateId{id}))
            scenario_.when(create_template(id));
        else if (any(2) == 0)
            scenario_.when(DeleteTemplate{TemplateId{id}, "not needed", false});
        else
            scenario_.given({template_updated(
                id, {.max_number = static_cast<std::int32_t>(any(9)), .name = any(2) == 0 ? "Spare ones" : "Others"})});
    }
    // Disabled and enabled, silent and back again: requests go where they are served.
    void change_providers() {
        const ProviderName name{providers[any(providers.size())]};
        if (any(2) == 0) {
            scenario_.when(RecordProviderHealth{
                name, any(2) == 0 ? ProviderHealth::healthy : ProviderHealth::unreachable, "so it seems"});
        } else if (state().find(name)->enabled) {
            scenario_.when(DisableProvider{name, "for now"});
        } else {
            scenario_.when(EnableProvider{name});
        }
    }
    ProviderErrorKind any_error() { return static_cast<ProviderErrorKind>(any(enum_names<ProviderErrorKind>.size())); }
    void expire() {
        for (const auto& id : member_ids(state().open_requests())) scenario_.when(ExpireRequest{id, "took too long"});
        for (const auto& id : member_ids(state().unclaimed_requests())) scenario_.when(ExpireRequest{id, {}});
    }
    MachineStatus any_status() { return static_cast<MachineStatus>(any(enum_names<MachineStatus>.size())); }

    [[nodiscard]] Extent next_extent() const { return snapshots_.head() ? Extent::changes : Extent::everything; }

    InMemorySnapshotStore snapshots_;
    std::optional<Drafting> drafting_;
    std::optional<LoadedSnapshot> earlier_;
    RememberingLog log_;
    Scenario scenario_{{.limits = {.request_timeout_s = 600}}};
    std::mt19937 random_;
    int machines_ = 0;
};

class Workload : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(Workload, KeepsToTheRules) {
    Life life(GetParam());
    for (int step = 0; step < steps; ++step) {
        life.step();
        const auto in_use = life.in_use();
        for (const auto& [id, max_number] : templates) {
            ASSERT_LE(in_use.at(id), static_cast<std::uint32_t>(max_number)) << id << " at step " << step;
            ASSERT_EQ(in_use.at(id), life.state().find(TemplateId{id})->machines_in_use) << id << " at step " << step;
        }
        const auto kept = kept_facts(life.state());
        const auto counted = counted_facts(life.state());
        ASSERT_TRUE(kept == counted) << "at step " << step << ", kept:\n"
                                     << text_of(kept) << "counted:\n"
                                     << text_of(counted);
    }
    EXPECT_EQ(life.replayed(), text_of(life.state()));
    EXPECT_EQ(life.of_the_read_models(), text_of(life.state()));

    life.wind_down();
    EXPECT_TRUE(life.state().live_machines().empty());
    EXPECT_TRUE(life.state().open_launches().empty());
    EXPECT_TRUE(life.state().open_requests().empty());
    for (const auto& [id, max_number] : templates)
        EXPECT_EQ(life.state().find(TemplateId{id})->machines_in_use, 0U) << id;
}

// Whatever has happened, what lanes learn of each commit brings them where a lane is that begins now.
TEST_P(Workload, LeavesLanesWithTheAgendaOfNewOnes) {
    Life life(GetParam());
    std::list<Lane> lanes;
    for (const auto* name : providers) lanes.push_back(life.lane(name));
    life.on_commit([&](const Touched& touched) {
        for (auto& lane : lanes) lane.look(touched, life.committed(), life.now());
    });
    for (int step = 0; step < steps; ++step) {
        life.step();
        auto name = providers.begin();
        for (const auto& lane : lanes)
            ASSERT_EQ(lane.agenda().contents(), life.lane(*name++).agenda().contents()) << "at step " << step;
    }
}

// P9, and what a snapshot leaves out would show.
TEST_P(Workload, IsTheSameFromASnapshot) {
    Life life(GetParam());
    for (int step = 0; step < steps; ++step) {
        life.step();
        if (step % 37 != 20) continue;
        ASSERT_EQ(life.from_a_snapshot(), text_of(life.state())) << "at step " << step;
    }
}

TEST_P(Workload, IsTheSameFromASnapshotThatIsCollectedWhileItGoesOn) {
    Life life(GetParam());
    std::optional<std::string> begun;
    for (int step = 0; step < steps; ++step) {
        life.step();
        if (!begun) {
            begun = text_of(life.state());
            life.begin_snapshot();
        } else if (!life.collects_snapshot()) {
            ASSERT_EQ(life.from_the_begun_snapshot(), *begun) << "at step " << step;
            begun.reset();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(OfManyKinds, Workload, ::testing::Range(0U, std::uint32_t{lives}));

}  // namespace
}  // namespace hf::testing
