#include "daemon/daemon.hpp"

#include <atomic>
#include <future>
#include <latch>

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/audit/audit_log.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/sqlite_snapshot_store.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/uuid_v7_source.hpp"
#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/feed_publisher.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "core/catalogue.hpp"
#include "core/pipeline/command_pipeline.hpp"
#include "core/pipeline/event_handlers.hpp"
#include "core/pipeline/upcasting_store.hpp"
#include "core/provisioning/commands/register_providers.hpp"
#include "core/provisioning/provisioner.hpp"
#include "core/retention/retention.hpp"
#include "core/snapshots/recovery.hpp"
#include "core/snapshots/snapshotter.hpp"
#include "core/wire/heartbeat.hpp"
#include "core/wire/replies.hpp"
#include "daemon/failure_log.hpp"
#include "daemon/figures.hpp"
#include "daemon/providers.hpp"
#include "daemon/spdlog_log.hpp"
#include "site/signals.hpp"
#include "site/version.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

constexpr auto linger = 2s;

Counters counters_of(const SocketStatistics& s) {
    return {{"received", s.received},
            {"replied", s.replied},
            {"undeliverable", s.undeliverable},
            {"malformed", s.malformed},
            {"too_large", s.too_large},
            {"failed", s.failed},
            {"connections", s.connections},
            {"disconnections", s.disconnections},
            {"handshake_failures", s.handshake_failures}};
}

}  // namespace

// In the order in which they need each other; destroyed in the opposite one.
class Daemon::Parts {
public:
    explicit Parts(const Configuration& configuration)
        : configuration_(configuration),
          types_(provider_types()),
          configured_(configured_providers(configuration.providers)),
          snapshots_(open_snapshots()),
          store_({.path = configuration.store.path,
                  .remembered_commands = configuration.limits.remembered_commands,
                  .vouch = [this](const std::string& id, const Recovery::EventAt& at) { return vouch(id, at); }}),
          ledger_({.clock = clock_,
                   .ids = ids_,
                   .store = store_,
                   .codec = codec_,
                   .limits = configuration.limits,
                   .types = types_,
                   .commits = commits_,
                   .on_failure = [this](const std::string& what) { fail(what); }}),
          commands_(codec_),
          queries_(codec_, {models_, readable_, configuration_.limits, types_, [this] { return status(); },
                            [this] { return statistics(); }, snapshots_.get(), configuration_.store.path + ".archive",
                            &clock_}) {
        if (configuration.audit) audit_.emplace(configuration.audit->path, codec_, log_);
        log_failures(handlers_, log_);
        add_every_command(commands_);
        add_every_query(queries_);
        recover();
    }

    void start() {
        listen();
        handlers_.start();
        committer_.emplace(Committer::Dependencies{.queue = commits_,
                                                   .store = store_,
                                                   .codec = codec_,
                                                   .ledger = ledger_,
                                                   .models = models_,
                                                   .publisher = *feed_,
                                                   .observers = observers(),
                                                   .on_failure = [this](const std::string& what) { fail(what); }});
        committer_->start();
        if (snapshotter_) snapshotter_->start(store_.head());
        register_providers();
        provisioning_.begin(std::make_unique<Provisioner>(
            types_, LaneRunner::Dependencies{clock_, ids_, codec_, ledger_, models_, log_, store_.id()}));
        answer();
    }

    void stop() {
        if (pipeline_) pipeline_->drain();
        provisioning_.stop();
        if (committer_) committer_->stop();
        handlers_.stop();
        if (snapshotter_) snapshotter_->stop();
        // Last, so that what came meanwhile was told that the daemon is stopping.
        if (command_server_) command_server_->stop(linger);
        if (query_server_) query_server_->stop(linger);
        if (feed_) feed_->stop(linger);
    }

    void reopen_logs() {
        if (audit_) audit_->reopen();
    }

    [[nodiscard]] bool failed() const { return failed_; }

    [[nodiscard]] std::string status_line() const {
        ledger_.touch();
        return models_.read([](const View& view) {
            return fmt::format("{} requests open, {} machines live, position {}", view.state.open_requests().size(),
                               view.state.live_machines().size(), view.state.position());
        });
    }

private:
    // Until the provisioner is there, what is committed concerns no provider.
    class Provisioning final : public CommitObserver {
    public:
        void begin(std::unique_ptr<Provisioner> provisioner) {
            {
                const std::lock_guard lock(mutex_);
                provisioner_ = std::move(provisioner);
            }
            provisioner_->start();
        }
        void stop() {
            if (provisioner_) provisioner_->stop();
        }
        void committed(std::span<const NumberedEvent> batch, const Touched& touched) override {
            const std::lock_guard lock(mutex_);
            if (provisioner_) provisioner_->committed(batch, touched);
        }
        [[nodiscard]] std::map<ProviderName, LaneCounts> counts() const {
            const std::lock_guard lock(mutex_);
            return provisioner_ ? provisioner_->counts() : std::map<ProviderName, LaneCounts>{};
        }

    private:
        mutable std::mutex mutex_;
        std::unique_ptr<Provisioner> provisioner_;
    };

    void fail(const std::string& what) {
        if (failed_.exchange(true)) return;
        log_.error(fmt::format("the daemon can't continue: {}", what));
        Signals::ask_to_stop();
    }

    // Beside the store. Without it the daemon does as well, and starts more slowly.
    std::unique_ptr<SnapshotStore> open_snapshots() {
        if (configuration_.store.snapshot_events == 0) return nullptr;
        try {
            return std::make_unique<SqliteSnapshotStore>(configuration_.store.path + ".snapshot");
        } catch (const SnapshotError& problem) {
            log_.warn(fmt::format("there will be no snapshots: {}", problem.what()));
            return nullptr;
        }
    }

    std::optional<SqliteEventStore::CheckedUntil> vouch(const std::string& store_id, const Recovery::EventAt& at) {
        const auto numbers = recovery_.load(store_id, at);
        if (!numbers) return std::nullopt;
        return SqliteEventStore::CheckedUntil{numbers->position, numbers->category_positions};
    }

    // All that the store holds, into both states (P9).
    void recover() {
        recovery_.recover(store_, archive_, ledger_, models_);
        const std::chrono::duration<double> took = clock_.monotonic() - begun_;
        log_.info(fmt::format("store {} at {}: {} events, {} of them after the snapshot, read in {:.3f} s", store_.id(),
                              configuration_.store.path, store_.head(), store_.head() - recovery_.snapshot(),
                              took.count()));
        if (!snapshots_) return;
        if (const auto& rules = configuration_.store.retention)
            retention_.emplace(store_, archive_, clock_, log_,
                               RetentionRules{rules->events, rules->days, rules->segment_events});
        const auto written = [this](Position at) {
            if (retention_) retention_->apply(at);
        };
        snapshotter_.emplace(Snapshotter::Dependencies{models_, store_, *snapshots_, codec_, log_,
                                                       configuration_.store.snapshot_events, written},
                             recovery_.snapshot());
    }

    std::vector<CommitObserver*> observers() {
        std::vector<CommitObserver*> all{&provisioning_, &handlers_};
        if (snapshotter_) all.push_back(&*snapshotter_);
        return all;
    }

    void register_providers() {
        std::promise<std::optional<Outcome>> registered;
        const CommandHeader header{{}, ids_.next(), ids_.next(), {}};
        ledger_.decide(header, deciding(RegisterProviders{configured_}, codec_),
                       [&](const auto& outcome) { registered.set_value(outcome); });
        const auto outcome = registered.get_future().get();
        if (!outcome) throw std::runtime_error("the store has failed at the start");
        ProvidersRegistered result;
        if (codec_.decode(outcome->payload, result)) return;
        for (const auto& difference : result.differences) log_.warn(difference);
    }

    [[nodiscard]] ListenOptions listen_on(const std::string& endpoint) const {
        ListenOptions listen;
        listen.endpoint = endpoint;
        listen.max_frame_bytes = configuration_.limits.frame_bytes;
        return listen;
    }

    // The feed comes first: nothing is committed that it doesn't publish.
    void listen() {
        const auto now = models_.read([](const View& view) {
            return FeedPublisher::Positions{view.state.position(), view.state.category_positions()};
        });
        FeedPublisher::Options options;
        options.listen = listen_on(configuration_.endpoints.events.value);
        options.heartbeat_interval = std::chrono::milliseconds{configuration_.feed.heartbeat_ms};
        feed_.emplace(context_, options,
                      FeedPublisher::Hooks{[this](const RecordedEvent& event) { return codec_.encode(event); },
                                           [this](const FeedPublisher::Positions& at) { return heartbeat(at); }},
                      now);
    }

    [[nodiscard]] std::string heartbeat(const FeedPublisher::Positions& at) const {
        HeartbeatMessage message;
        message.position = at.position;
        for (std::size_t i = 0; i < category_count; ++i)
            message.category_positions.emplace(enum_names<Category>[i], at.categories[i]);
        message.store_id = store_.id();
        message.started_at = started_at_;
        message.time = clock_.now();
        message.interval_ms = configuration_.feed.heartbeat_ms;
        return codec_.encode(message);
    }

    void answer() {
        pipeline_.emplace(CommandPipeline::Dependencies{.clock = clock_,
                                                        .codec = codec_,
                                                        .bus = commands_,
                                                        .ledger = ledger_,
                                                        .workers = configuration_.workers,
                                                        .most_in_flight = configuration_.limits.commands_in_flight,
                                                        .observer = audit_ ? &*audit_ : nullptr});
        const auto too_large = [this](std::size_t size) {
            return error_reply(codec_, {},
                               error(Code::too_large, "the message has {} bytes; {} are allowed", size,
                                     configuration_.limits.message_bytes));
        };
        const auto refusing = [this](Code code) {
            return [this, code](std::string_view why) { return error_reply(codec_, {}, error(code, "{}", why)); };
        };
        command_server_.emplace(context_,
                                CommandServer::Options{.listen = listen_on(configuration_.endpoints.commands.value),
                                                       .max_message_bytes = configuration_.limits.message_bytes},
                                CommandServer::Hooks{[this](std::string message, CommandServer::Answer answer) {
                                                         pipeline_->submit(std::move(message), std::move(answer.send),
                                                                           std::move(answer.sender));
                                                     },
                                                     too_large, refusing(Code::malformed), refusing(Code::internal)});
        query_server_.emplace(
            context_,
            QueryServer::Options{.listen = listen_on(configuration_.endpoints.queries.value),
                                 .max_message_bytes = configuration_.limits.message_bytes,
                                 .workers = configuration_.query.workers},
            QueryServer::Hooks{[this](std::string_view message) { return queries_.reply_to(message); }, too_large,
                               refusing(Code::malformed), refusing(Code::internal)});
        started_.count_down();
        log_.info(fmt::format("commands at {}, queries at {}, events at {}", command_server_->endpoint(),
                              query_server_->endpoint(), feed_->endpoint()));
    }

    [[nodiscard]] DaemonStatus status() const {
        started_.wait();
        DaemonStatus status{version, store_.id(), started_at_, {}};
        for (const auto& [name, counts] : provisioning_.counts())
            status.counters.emplace("provider." + name.value, counts.counters());
        status.counters["commands"] = pipeline_->counters();
        status.counters["socket.commands"] = counters_of(command_server_->statistics());
        status.counters["socket.queries"] = counters_of(query_server_->statistics());
        status.counters["socket.events"] = counters_of(feed_->statistics().socket);
        status.counters["feed"] = {
            {"events", feed_->statistics().events},       {"heartbeats", feed_->statistics().heartbeats},
            {"failed", feed_->statistics().failed},       {"left_out", feed_->statistics().left_out},
            {"overflows", feed_->statistics().overflows}, {"subscribers", feed_->statistics().socket.connected()}};
        if (snapshotter_)
            status.counters["snapshots"] = {{"position", snapshotter_->position()},
                                            {"written", snapshotter_->written()},
                                            {"failed", snapshotter_->failed()}};
        if (retention_)
            status.counters["retention"] = {
                {"first", store_.first()}, {"pruned", retention_->pruned()}, {"failed", retention_->failed()}};
        return status;
    }

    [[nodiscard]] DaemonStatistics statistics() const {
        started_.wait();
        DaemonStatistics statistics;
        statistics.uptime_s = static_cast<std::uint64_t>((clock_.monotonic() - begun_) / 1s);
        statistics.commands = pipeline_->statistics();
        statistics.queries = queries_.statistics();
        statistics.queues = {pipeline_->waiting(), pipeline_->in_flight(), committer_->waiting()};
        statistics.commits = committer_->figures();
        statistics.feed = figures_of(feed_->statistics());
        for (const auto& [name, counts] : provisioning_.counts())
            statistics.providers.emplace(name.value, counts.figures());
        statistics.event_handlers = handlers_.figures();
        if (audit_) statistics.audit = audit_->figures();
        return statistics;
    }

    const Configuration configuration_;
    SpdlogLog log_;
    SystemClock clock_;
    UuidV7Source ids_;
    MsgpackCodec codec_;
    const Timestamp started_at_ = clock_.now();
    const std::chrono::steady_clock::time_point begun_ = clock_.monotonic();
    std::atomic<bool> failed_ = false;
    std::latch started_{1};  // a query may come while the last server is still being made

    const ProviderTypes types_;
    const std::vector<ConfiguredProvider> configured_;
    // Before the store, since a snapshot saves it from reading all its events.
    const std::unique_ptr<SnapshotStore> snapshots_;
    Recovery recovery_{snapshots_.get(), codec_, log_};
    SqliteEventStore store_;
    ZstdEventArchive archive_{configuration_.store.path + ".archive", store_.id(), codec_};
    const UpcastingStore readable_{store_, codec_};
    CommitQueue commits_;
    ReadModels models_;
    Ledger ledger_;
    CommandBus commands_;
    QueryBus queries_;
    EventHandlers handlers_{log_};
    std::optional<AuditLog> audit_;

    zmq::context_t context_{1};
    std::optional<FeedPublisher> feed_;
    Provisioning provisioning_;
    std::optional<Retention> retention_;
    std::optional<Snapshotter> snapshotter_;
    std::optional<Committer> committer_;
    std::optional<CommandPipeline> pipeline_;
    std::optional<CommandServer> command_server_;
    std::optional<QueryServer> query_server_;
};

Daemon::Daemon(const Configuration& configuration) : parts_(std::make_unique<Parts>(configuration)) {}
Daemon::~Daemon() { stop(); }
void Daemon::start() { parts_->start(); }
void Daemon::stop() { parts_->stop(); }
void Daemon::reopen_logs() { parts_->reopen_logs(); }
bool Daemon::failed() const { return parts_->failed(); }
std::string Daemon::status_line() const { return parts_->status_line(); }

}  // namespace hf
