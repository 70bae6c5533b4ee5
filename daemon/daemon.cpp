#include "daemon/daemon.hpp"

#include <atomic>
#include <latch>
#include <optional>

#include "adapters/audit/audit_log.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/system/host_identity.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/uuid_v7_source.hpp"
#include "core/catalogue.hpp"
#include "core/pipeline/committer.hpp"
#include "core/pipeline/event_handlers.hpp"
#include "core/pipeline/upcasting_store.hpp"
#include "core/provisioning/commands/register_providers.hpp"
#include "core/provisioning/homecoming.hpp"
#include "core/provisioning/provisioner.hpp"
#include "core/text/size.hpp"
#include "daemon/admission.hpp"
#include "daemon/caretaker.hpp"
#include "daemon/clock_history.hpp"
#include "daemon/failure_log.hpp"
#include "daemon/feed.hpp"
#include "daemon/figures.hpp"
#include "daemon/front.hpp"
#include "daemon/principals_file.hpp"
#include "daemon/providers.hpp"
#include "daemon/spdlog_log.hpp"
#include "daemon/upkeep.hpp"
#include "site/signals.hpp"
#include "site/version.hpp"

namespace hf {

using namespace std::chrono_literals;

// In the order in which the parts need each other; they are destroyed in the opposite one.
class Daemon::Parts {
public:
    Parts(const Configuration& configuration, const StoreWord& word, StartProgress* progress)
        : configuration_(configuration),
          word_(word),
          types_(provider_types(configuration.limits.template_paths)),
          history_(open_history(configuration.store, configuration.limits.remembered_commands, codec_, clock_, log_,
                                word.accept_loss, progress)),
          caretaker_(*history_.store, configuration_.store, configuration_.limits.remembered_commands, clock_, log_),
          readable_(store_, codec_),
          ledger_({.clock = clock_,
                   .ids = ids_,
                   .store = store_,
                   .codec = codec_,
                   .limits = configuration.limits,
                   .types = types_,
                   .commits = commits_,
                   .on_failure = [this](const std::string& what) { fail(what); }}),
          feed_(context_, feed_options(configuration_, trust_),
                feed_hooks(codec_, clock_, {store_.id(), started_at_, configuration.feed.heartbeat_ms},
                           access_.principals() ? FeedShows::nothing_confidential : FeedShows::everything),
                positions_of(history_.recovered.state)),
          committer_({.clock = clock_,
                      .queue = commits_,
                      .store = store_,
                      .codec = codec_,
                      .ledger = ledger_,
                      .models = models_,
                      .publisher = feed_,
                      .on_failure = [this](const std::string& what) { fail(what); }}),
          provisioner_(types_, LaneRunner::Dependencies{clock_, ids_, codec_, ledger_, models_, log_, store_.id()}),
          commands_(codec_),
          queries_(
              codec_, access_,
              {models_, readable_, configuration_.limits, types_, clock_, [this] { return status(); },
               [this] { return statistics(); }, history_.snapshots.get(), configuration_.store.archive_path(),
               configuration_.unknown_machines, [this](std::uint64_t machines) { unknown_machines_ = machines; }}) {
        if (configuration.audit)
            audit_.emplace(configuration.audit->path, codec_, log_,
                           std::uint64_t{configuration.audit->megabytes} << 20U);
        if (history_.snapshots) upkeep_.emplace(configuration_.store, history_, models_, codec_, clock_, log_);
        log_failures(handlers_, log_);
        add_every_command(commands_);
        add_every_query(queries_);
        queries_.tell_refusals(refusals_);
        models_.go_on_from(std::move(history_.recovered.view));
        ledger_.go_on_from(std::move(history_.recovered.state), std::move(history_.recovered.outcomes));
    }

    void start() {
        // First, so that what follows on new and changed providers waits for the end of a quarantine.
        const bool is_home = comes_home();
        register_providers();
        if (!is_home) comes_home();
        handlers_.start();
        if (upkeep_) upkeep_->start();
        committer_.start(observers());
        caretaker_.start();
        provisioner_.start();
        front_.emplace(Front::Dependencies{configuration_, context_, clock_, codec_, access_, trust_, commands_,
                                           queries_, ledger_, committer_, audit_ ? &*audit_ : nullptr, refusals_,
                                           caretaker_.room()});
        started_.count_down();
        log_.info(fmt::format("commands at {}, queries at {}, events at {}", front_->commands().endpoint(),
                              front_->queries().endpoint(), feed_.endpoint()));
        if (const auto& next = trust_.next_endpoints)
            log_.info(fmt::format("also at {}, {} and {}, with the next server key {}", next->commands.value,
                                  next->queries.value, next->events.value, trust_.next_server_key->public_key.value));
    }

    void stop() {
        if (front_) front_->drain();
        provisioner_.stop();
        committer_.stop();
        handlers_.stop();
        caretaker_.stop();
        if (upkeep_) upkeep_->stop();
        // Stopped last, so that clients that asked meanwhile were answered that the daemon is stopping.
        if (front_) front_->stop(linger);
        feed_.stop(linger);
    }

    void reload() {
        if (audit_) audit_->reopen();
        if (configuration_.security && configuration_.security->principals)
            reload_principals(*configuration_.security->principals);
    }

    [[nodiscard]] bool failed() const { return failed_; }

    [[nodiscard]] std::string status_line() {
        watch_clock();
        return models_.read([this](const View& view) {
            return fmt::format("{}{} requests open, {} machines live, position {}{}",
                               view.state.quarantined() ? "in quarantine; " : "", view.state.open_requests().size(),
                               view.state.live_machines().size(), view.state.position(), want_of_room());
        });
    }

private:
    static constexpr auto linger = 2s;

    static FeedPublisher::Positions positions_of(const State& state) {
        return {state.position(), state.category_positions()};
    }

    // Takes the ledger's lock, so that a watchdog notices when decisions are not made any more.
    void watch_clock() {
        for (const auto& step : ledger_.watch_clock()) {
            clock_history_.add(step);
            log_.warn(
                fmt::format("the clock of this host was set {} by {} s: the deadlines of open requests were moved, "
                            "so that they are as far away as before",
                            step.by_us > 0 ? "forward" : "back", std::abs(step.by_us) / 1'000'000));
        }
    }

    [[nodiscard]] std::string want_of_room() const {
        if (!caretaker_.room().is_short()) return {};
        return fmt::format("; REFUSES COMMANDS: the disk of the store has {} left",
                           size_of(caretaker_.room().free_bytes()));
    }

    static std::optional<Principals> principals_of(const Configuration& configuration) {
        if (!configuration.security || !configuration.security->principals) return std::nullopt;
        auto principals = load_principals(*configuration.security->principals);
        if (!principals) throw std::runtime_error(principals.error());
        return std::move(*principals);
    }

    static Visibility visibility_of(const Configuration& configuration) {
        return configuration.security ? configuration.security->visibility : Visibility::all;
    }

    std::unique_ptr<zeromq::ZapHandler> make_zap_handler() {
        return std::make_unique<zeromq::ZapHandler>(
            context_, [this](const zeromq::Knock& knock) { return admission_.credential_of(knock); });
    }

    void reload_principals(const std::string& file) {
        auto principals = load_principals(file);
        if (!principals) return log_.error("the principals stay as they were: " + principals.error());
        const bool fewer = access_.would_shut_out_any(*principals);
        access_.admit_only(std::move(*principals));
        log_.info(fmt::format("principals: {}", file));
        // Messages are checked one by one; the feed's connections are looked at when they are made.
        if (fewer) feed_.drop_subscribers();
    }

    void fail(const std::string& what) {
        if (failed_.exchange(true)) return;
        log_.error(fmt::format("the daemon can't continue: {}", what));
        Signals::ask_to_stop();
    }

    std::vector<CommitObserver*> observers() {
        std::vector<CommitObserver*> all{&provisioner_, &handlers_};
        if (upkeep_) all.push_back(&upkeep_->observer());
        return all;
    }

    bool comes_home() {
        const auto host = host_identity();
        return come_home({ids_, codec_, ledger_, committer_, models_, log_}, history_.home,
                         {host.id, host.name, {}, clock_.now()}, word_.moved);
    }

    // Called before anything else is committed, so that the provisioner begins with the configured providers.
    void register_providers() {
        std::optional<CommandOutcome> outcome;
        const CommandHeader header{{}, ids_.next(), ids_.next(), {}};
        ledger_.decide(header, deciding(RegisterProviders{configured_providers(configuration_.providers)}, codec_),
                       [&](const CommandOutcome* registered, bool, auto) {
                           if (registered) outcome = *registered;
                       });
        committer_.step();
        if (!outcome) throw std::runtime_error("the store has failed at the start");
        ProvidersRegistered result;
        if (codec_.decode(outcome->payload, result)) return;
        for (const auto& difference : result.differences) log_.warn(difference);
    }

    [[nodiscard]] DaemonStatus status() const {
        started_.wait();
        DaemonStatus status{version,     store_.id(), configuration_.store.directory(),
                            started_at_, {},          clock_history_.last()};
        for (const auto& [name, counts] : provisioner_.counts())
            status.counters.emplace("provider." + name.value, counts.counters());
        status.counters["scheduler"] = {{"unknown_machines", unknown_machines_}};
        status.counters["clock"] = {{"steps", clock_history_.count()}};
        status.counters["commands"] = front_->pipeline().counters();
        status.counters["socket.commands"] = counters_of(front_->commands().statistics());
        status.counters["socket.queries"] = counters_of(front_->queries().statistics());
        status.counters["socket.events"] = counters_of(feed_.statistics().socket);
        if (access_.principals()) status.counters["admission"] = admission_.counters();
        status.counters["feed"] = counters_of(feed_.statistics());
        status.counters["store"] = caretaker_.figures().counters();
        status.counters["store"]["sqlite_version"] = SqliteEventStore::library_version();
        if (!upkeep_) return status;
        status.counters["snapshots"] = upkeep_->snapshot_counters();
        if (auto retention = upkeep_->retention_counters()) status.counters["retention"] = std::move(*retention);
        return status;
    }

    [[nodiscard]] DaemonStatistics statistics() const {
        started_.wait();
        const auto& pipeline = front_->pipeline();
        DaemonStatistics statistics;
        statistics.uptime_s = static_cast<std::uint64_t>((clock_.monotonic() - begun_) / 1s);
        statistics.commands = pipeline.statistics();
        statistics.queries = queries_.statistics();
        statistics.queues = {pipeline.waiting(), pipeline.in_flight(), committer_.waiting()};
        statistics.commits = committer_.figures();
        statistics.feed = figures_of(feed_.statistics());
        for (const auto& [name, counts] : provisioner_.counts())
            statistics.providers.emplace(name.value, counts.figures());
        statistics.event_handlers = handlers_.figures();
        if (audit_) statistics.audit = audit_->figures();
        return statistics;
    }

    const Configuration configuration_;
    const StoreWord word_;
    SpdlogLog log_;
    SystemClock clock_;
    UuidV7Source ids_;
    MsgpackCodec codec_;
    const Timestamp started_at_ = clock_.now();
    const std::chrono::steady_clock::time_point begun_ = clock_.monotonic();
    std::atomic<bool> failed_ = false;
    std::atomic<std::uint64_t> unknown_machines_ = 0;  // that a scheduler has named last, and keeps

    const ProviderTypes types_;
    StoredHistory history_;
    EventStore& store_ = *history_.store;
    Caretaker caretaker_;
    const UpcastingStore readable_;
    CommitQueue commits_;
    ReadModels models_;
    Ledger ledger_;
    ClockHistory clock_history_;

    AccessControl access_{principals_of(configuration_), visibility_of(configuration_)};
    Admission admission_{access_, clock_, log_};
    RefusalLog refusals_{log_, clock_};
    const Trust trust_ = trust_of(configuration_.security);
    zmq::context_t context_{1};
    // Only where it is to be asked: once there is one, libzmq asks it for every socket.
    const std::unique_ptr<zeromq::ZapHandler> zap_ = access_.principals() ? make_zap_handler() : nullptr;
    FeedPublisher feed_;
    Committer committer_;
    Provisioner provisioner_;
    EventHandlers handlers_{log_};
    std::optional<Upkeep> upkeep_;   // nothing where no snapshots are kept
    std::optional<AuditLog> audit_;  // nothing where no audit log is wanted

    CommandBus commands_;
    QueryBus queries_;
    std::optional<Front> front_;  // from start() on
    std::latch started_{1};       // a query may come while the front is still being made
};

Daemon::Daemon(const Configuration& configuration, const StoreWord& word, StartProgress* progress)
    : parts_(std::make_unique<Parts>(configuration, word, progress)) {}
Daemon::~Daemon() { stop(); }
void Daemon::start() { parts_->start(); }
void Daemon::stop() { parts_->stop(); }
void Daemon::reload() { parts_->reload(); }
bool Daemon::failed() const { return parts_->failed(); }
std::string Daemon::status_line() const { return parts_->status_line(); }

}  // namespace hf
