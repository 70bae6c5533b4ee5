// A site with principals, over real sockets: who is let in, and what each of them may do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/feed_socket.hpp"
#include "client/site_view.hpp"
#include "client/snapshot.hpp"
#include "client/subscriber.hpp"
#include "core/threads/mutex.hpp"
#include "core/wire/heartbeat.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;

CallOptions on_behalf_of(std::string other) {
    CallOptions options;
    options.on_behalf_of = std::move(other);
    return options;
}

// Gives commands one after another until it is stopped, as a client that never rests.
class Load {
public:
    Load(SiteEndpoints endpoints, std::string name)
        : thread_([this, endpoints = std::move(endpoints), name = std::move(name)] {
              Client client(endpoints, {.timeout = patience, .patience = patience});
              for (int i = 0; !stop_ && failure().empty(); ++i) {
                  const auto accepted = client.command(template_called(fmt::format("{}-{}", name, i)));
                  if (accepted)
                      ++accepted_;
                  else
                      fail(accepted.error().error.message);
              }
          }) {}
    ~Load() { stop(); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    void stop() {
        stop_ = true;
        if (thread_.joinable()) thread_.join();
    }
    [[nodiscard]] std::string failure() const {
        const MutexLock lock(mutex_);
        return failure_;
    }
    // Waits until commands that were given from now on are accepted.
    [[nodiscard]] bool goes_on() const {
        const auto before = accepted_.load();
        return eventually([&] { return accepted_ > before + 2 || !failure().empty(); }) && failure().empty();
    }

private:
    void fail(const std::string& why) {
        const MutexLock lock(mutex_);
        failure_ = why;
    }

    std::atomic<bool> stop_ = false;
    std::atomic<int> accepted_ = 0;
    mutable Mutex mutex_;
    std::string failure_ GUARDED_BY(mutex_);
    std::thread thread_;
};

std::string replaced(std::string text, const std::string& words, const std::string& by) {
    const auto at = text.find(words);
    EXPECT_NE(at, std::string::npos) << words;
    return at == std::string::npos ? text : text.replace(at, words.size(), by);
}

struct Known {
    std::string name;
    std::string more;  // of the line in the file of principals
    KeyPair keys = zeromq::generate_pair();
};

class SecuredSite : public ::testing::Test {
protected:
    SecuredSite() : SecuredSite(Visibility::all) {}
    explicit SecuredSite(Visibility visibility) { daemon_.emplace(options(visibility)); }

    [[nodiscard]] RunningDaemon::Options options(Visibility visibility) {
        std::ofstream(files_.file("server.key")) << server_.secret_key << "\n";
        std::filesystem::permissions(files_.file("server.key"), std::filesystem::perms::owner_read);
        admit(known_);
        return {.settings = fmt::format(
                    "security: {{mechanism: curve, server_key: \"file:{}\", principals: {}, visibility: {}}}",
                    files_.file("server.key"), principals_file(), name_of(visibility)),
                .tcp = true,
                .keys = keys_of("ann")};
    }
    [[nodiscard]] std::string principals_file() const { return files_.file("principals.yaml"); }
    void admit(const std::vector<Known>& principals) const {
        std::ofstream file(principals_file());
        file << "principals:\n";
        for (const auto& each : principals)
            file << fmt::format("  - {{name: {}, public_key: '{}', {}}}\n", each.name, each.keys.public_key.value,
                                each.more);
    }
    [[nodiscard]] std::optional<ClientKeys> keys_of(const std::string& name) const {
        for (const auto& each : known_)
            if (each.name == name) return ClientKeys{server_.public_key, each.keys};
        return std::nullopt;
    }
    [[nodiscard]] SiteEndpoints endpoints_of(const std::string& name) const {
        auto endpoints = daemon_->endpoints();
        endpoints.keys = keys_of(name);
        return endpoints;
    }
    [[nodiscard]] Client as(const std::string& name) const { return Client(endpoints_of(name), {.timeout = patience}); }
    [[nodiscard]] Client with(std::optional<ClientKeys> keys, std::chrono::milliseconds timeout) const {
        auto endpoints = daemon_->endpoints();
        endpoints.keys = std::move(keys);
        return Client(std::move(endpoints), {.timeout = timeout});
    }
    // Lets the daemon read the principals again, and waits until it says that it has.
    void reload(std::string_view saying) const {
        const auto before = daemon_->log().size();
        ::kill(daemon_->pid(), SIGHUP);
        ASSERT_TRUE(eventually([&] { return daemon_->log().find(saying, before) != std::string::npos; }));
    }
    // Lets one principal have other roles.
    void give_roles(const std::string& name, const std::string& roles) {
        for (auto& each : known_)
            if (each.name == name) each.more = roles;
        admit(known_);
        reload("principals: ");
    }
    // Which of them a message without its fields is refused, for want of a role.
    [[nodiscard]] std::set<std::string> refused(const MessageType& type, bool is_command) {
        std::set<std::string> names;
        for (const auto* name : {"vic", "rob", "oda", "ann"}) {
            auto& client = *clients_.try_emplace(name, std::make_unique<Client>(endpoints_of(name))).first->second;
            const Encoded nothing{codec_.encode(ValueMap{})};
            const auto answer = is_command ? client.command(type.name, nothing) : client.query(type.name, nothing);
            if (!answer && answer.error().error.code == Code::forbidden) names.insert(name);
        }
        return names;
    }
    // What the feed has brought up to a position.
    [[nodiscard]] std::vector<RecordedEvent> heard(FeedSocket& feed, Position until) const {
        std::vector<RecordedEvent> events;
        EXPECT_TRUE(eventually([&] {
            while (const auto message = feed.take()) {
                if (message->first == heartbeat_topic) continue;
                RecordedEvent event;
                EXPECT_FALSE(codec_.decode(message->second, event, UnknownFields::ignore)) << message->first;
                if (event.position <= until) events.push_back(std::move(event));
            }
            return !events.empty() && events.back().position == until;
        }));
        return events;
    }

    testing::TemporaryDirectory files_;
    MsgpackCodec codec_;
    KeyPair server_ = zeromq::generate_pair();
    std::vector<Known> known_{{"vic", "roles: [viewer]"},        {"rob", "roles: [requester]"},
                              {"ren", "roles: [requester]"},     {"oda", "roles: [operator]"},
                              {"ann", "roles: [viewer, admin]"}, {"gate", "roles: [operator], acts_for: any"}};
    std::optional<RunningDaemon> daemon_;
    std::map<std::string, std::unique_ptr<Client>> clients_;
};

TEST_F(SecuredSite, EveryMessageNeedsTheRoleThatItDeclares) {
    const std::map<Role, std::set<std::string>> too_low{{Role::viewer, {}},
                                                        {Role::requester, {"vic"}},
                                                        {Role::operator_, {"vic", "rob"}},
                                                        {Role::admin, {"vic", "rob", "oda"}}};
    Catalogue commands;
    Catalogue queries;
    add_every_command(commands);
    add_every_query(queries);
    for (const auto& type : commands.types()) EXPECT_EQ(refused(type, true), too_low.at(type.role)) << type.name;
    for (const auto& type : queries.types()) EXPECT_EQ(refused(type, false), too_low.at(type.role)) << type.name;
}

TEST_F(SecuredSite, SaysAsWhomItKnowsOne) {
    const auto rob = as("rob").query(WhoAmI{});
    ASSERT_TRUE(rob) << rob.error().error.message;
    EXPECT_EQ(rob->result.principal, "rob");
    EXPECT_EQ(rob->result.role, Role::requester);
    EXPECT_FALSE(rob->result.acts_for_others);
    const auto gate = as("gate").query(WhoAmI{}, on_behalf_of("vic"));
    ASSERT_TRUE(gate) << gate.error().error.message;
    EXPECT_EQ(gate->result.principal, "gate");
    EXPECT_EQ(gate->result.on_behalf_of, "vic");
    EXPECT_EQ(gate->result.role, Role::viewer);
}

TEST_F(SecuredSite, APrincipalKeepsToItsLimits) {
    auto limited = known_;
    for (auto& each : limited)
        if (each.name == "rob") each.more += ", limits: {machines: 2, open_requests: 1, commands_per_second: 1000}";
    admit(limited);
    reload("principals: ");
    auto ann = as("ann");
    ASSERT_TRUE(ann.command(template_called("small")));
    auto rob = as("rob");
    const auto id = request_machines(rob, "small", 2);
    ASSERT_EQ(end_of(rob, id), RequestStatus::complete);

    const auto who = rob.query(WhoAmI{});
    ASSERT_TRUE(who) << who.error().error.message;
    EXPECT_EQ(who->result.limits.machines, 2U);
    EXPECT_EQ(who->result.use.machines, 2U);
    EXPECT_EQ(who->result.use.open_requests, 0U);

    CreateRequest order;
    order.template_id = {"small"};
    order.machine_count = 1;
    const auto refused = rob.command(order);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, Code::limit_exceeded);
    EXPECT_EQ(refused.error().error.message, "limits.machines of \"rob\" is 2: 0 left, 1 asked for");
    EXPECT_FALSE(as("gate").command(order, on_behalf_of("rob")));
    EXPECT_TRUE(as("ren").command(order));
    return_everything(ann);
}

TEST_F(SecuredSite, WhoSendsTooOftenIsToldWhenToComeAgain) {
    auto limited = known_;
    for (auto& each : limited)
        if (each.name == "rob") each.more += ", limits: {commands_per_second: 1}";
    admit(limited);
    reload("principals: ");
    auto endpoints = endpoints_of("rob");
    // Its time is over before it may come again, so its caller gets the refusal.
    Client impatient(endpoints, {.timeout = 100ms});
    EXPECT_EQ(impatient.command(CreateRequest{}).error().error.code, Code::validation_error);
    const auto refused = impatient.command(CreateRequest{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, Code::busy);
    EXPECT_TRUE(refused.error().error.retry_after_ms);
    EXPECT_THAT(daemon_->log(), HasSubstr("of \"rob\" is refused, busy: limits.commands_per_second"));
    EXPECT_EQ(Client(endpoints, {.timeout = patience}).command(CreateRequest{}).error().error.code,
              Code::validation_error)
        << "a patient client waits for its turn";
}

TEST_F(SecuredSite, AStrangersKeyGetsNoConnection) {
    const auto stranger = zeromq::generate_pair();
    const auto answer = with(ClientKeys{server_.public_key, stranger}, 3s).query(GetStatus{});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, CallFailure::Kind::unreachable);
    EXPECT_THAT(answer.error().error.message, HasSubstr("does not know you"));
    EXPECT_THAT(daemon_->log(), HasSubstr("from 127.0.0.1 with the key " + stranger.public_key.value + " is refused"));
    const auto status = as("ann").query(GetStatus{});
    ASSERT_TRUE(status);
    EXPECT_GE(status->result.counters.at("admission").at("refused"), 1U);
}

TEST_F(SecuredSite, WithoutAKeyOrForAnotherServerNobodyIsHeard) {
    EXPECT_FALSE(with(std::nullopt, 2s).query(GetStatus{}));
    EXPECT_FALSE(with(ClientKeys{zeromq::generate_pair().public_key, known_.front().keys}, 2s).query(GetStatus{}));
    EXPECT_TRUE(as("vic").query(GetStatus{}));
}

TEST_F(SecuredSite, WhoIsTakenAwayIsCutOffAtOnce) {
    auto rob = as("rob");
    ASSERT_TRUE(rob.query(GetStatus{}));
    EXPECT_EQ(rob.command(CreateRequest{}).error().error.code, Code::validation_error);
    zmq::context_t context{1};
    FeedSocket feed(context, daemon_->endpoints().events, {""}, {.keys = keys_of("rob")});
    ASSERT_TRUE(eventually([&] { return feed.take().has_value(); }));

    auto fewer = known_;
    std::erase_if(fewer, [](const Known& each) { return each.name == "rob"; });
    admit(fewer);
    reload("principals: ");
    const auto query = rob.query(GetStatus{});
    ASSERT_FALSE(query);
    EXPECT_EQ(query.error().error.code, Code::unauthorized);
    EXPECT_THAT(query.error().error.message, HasSubstr("no longer that of a principal \"rob\""));
    const auto command = rob.command(CreateRequest{});
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().error.code, Code::unauthorized);

    ASSERT_TRUE(eventually([&] { return !feed.connections().up; }));
    while (feed.take()) {
    }
    auto ann = as("ann");
    ASSERT_TRUE(ann.command(template_called("small")));
    // Others hear it again, as soon as they have connected.
    FeedSocket others(context, daemon_->endpoints().events, {""}, {.keys = keys_of("vic")});
    EXPECT_TRUE(eventually([&] { return others.take().has_value(); }));
    EXPECT_FALSE(feed.take());
}

TEST_F(SecuredSite, ANameThatIsGivenAnotherKeyIsNobodysOldConnections) {
    auto rob = as("rob");
    ASSERT_TRUE(rob.query(WhoAmI{}));
    EXPECT_EQ(rob.command(CreateRequest{}).error().error.code, Code::validation_error);
    auto others = known_;
    for (auto& each : others)
        if (each.name == "rob") each = {"rob", "roles: [admin]"};
    admit(others);
    reload("principals: ");
    const auto query = rob.query(WhoAmI{});
    ASSERT_FALSE(query);
    EXPECT_EQ(query.error().error.code, Code::unauthorized);
    const auto command = rob.command(DeleteTemplate{});
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().error.code, Code::unauthorized);
}

// As docs/SECURITY.md says that a client's key is changed.
TEST_F(SecuredSite, AKeyIsChangedUnderLoadWithoutAFailedCommand) {
    auto both = known_;
    both.push_back({"ann-2", "roles: [admin]"});
    const ClientKeys fresh{server_.public_key, both.back().keys};
    std::atomic<bool> renewed{false}, ended{false};
    std::atomic<int> before{0}, after{0};
    std::thread load([&] {
        auto client = as("ann");
        for (; !renewed; ++before) EXPECT_TRUE(client.command(CheckProvider{{"local"}}));
        auto next = with(fresh, patience);
        for (; !ended; ++after) EXPECT_TRUE(next.command(CheckProvider{{"local"}}));
    });
    const auto goes_on = [](const std::atomic<int>& count) {
        return eventually([&, until = count + 20] { return count >= until; });
    };
    EXPECT_TRUE(goes_on(before));
    admit(both);
    reload("principals: ");
    EXPECT_TRUE(goes_on(before));
    renewed = true;
    EXPECT_TRUE(goes_on(after));
    std::erase_if(both, [](const Known& each) { return each.name == "ann"; });
    admit(both);
    reload("principals: ");
    EXPECT_TRUE(goes_on(after));
    ended = true;
    load.join();
    EXPECT_FALSE(with(keys_of("ann"), 2s).query(GetStatus{}));
}

TEST_F(SecuredSite, OnlyOperatorsSeeTheConfigurationsOfTemplates) {
    auto tmpl = template_called("small");
    tmpl.spec.configuration = {{"command", ValueList{"/bin/sleep", "600"}},
                               {"environment", ValueMap{{"TOKEN", "secret"}}}};
    tmpl.spec.sources = {{{"local"}, 1, {}, {}, tmpl.spec.configuration}};
    const auto created = as("ann").command(tmpl);
    ASSERT_TRUE(created) << created.error().error.message;
    ListTemplates with_configuration;
    with_configuration.include_configuration = true;
    const PlanRequest plan{{"small"}, 1, {}, {}, {}};
    for (const auto& [name, sees] : {std::pair{"vic", false}, {"rob", false}, {"oda", true}, {"ann", true}}) {
        auto client = as(name);
        const auto shown = client.query("GetTemplate", Encoded{codec_.encode(GetTemplate{{"small"}})});
        ASSERT_TRUE(shown) << shown.error().error.message;
        EXPECT_EQ(shown->result.msgpack.find("secret") != std::string::npos, sees) << name;
        const auto listed = client.query("ListTemplates", Encoded{codec_.encode(ListTemplates{})});
        ASSERT_TRUE(listed) << listed.error().error.message;
        EXPECT_EQ(listed->result.msgpack.find("secret"), std::string::npos) << name;
        const auto in_full = client.query(with_configuration);
        EXPECT_EQ(in_full.has_value(), sees) << name;
        if (!in_full) {
            EXPECT_EQ(in_full.error().error.code, Code::forbidden);
            EXPECT_THAT(in_full.error().error.message, HasSubstr("needs the role operator"));
        }
        const auto planned = client.query(plan);
        ASSERT_TRUE(planned) << planned.error().error.message;
        EXPECT_NE(planned->result.sources.front().calls.front().parameters.empty(), sees) << name;
        EXPECT_EQ(planned->withheld.empty(), sees) << name;
    }
    // A gateway sees no more than the one for whom it asks.
    EXPECT_EQ(as("gate").query(with_configuration, on_behalf_of("rob")).error().error.code, Code::forbidden);
}

// A configuration that holds a secret, in a template, its source and a provider, and changes of each.
Position give_secrets(Client client, const std::string& directory) {
    auto tmpl = template_called("small");
    tmpl.spec.configuration = {{"command", ValueList{"/bin/sleep", "600"}},
                               {"environment", ValueMap{{"TOKEN", "hush"}}}};
    tmpl.spec.sources = {{{"local"}, 1, {}, {}, tmpl.spec.configuration}};
    EXPECT_TRUE(client.command(tmpl));
    tmpl.spec.configuration.insert_or_assign("environment", ValueMap{{"TOKEN", "hush again"}});
    UpdateTemplate update{tmpl.spec, 0};
    for (std::size_t i = 0; i < TemplateSpec::describe.fields.size(); ++i)
        if (const auto name = TemplateSpec::describe.fields[i].name; name == "template_id" || name == "configuration")
            update.given |= std::uint64_t{1} << i;
    EXPECT_TRUE(client.command(update));
    const auto registered = client.command(RegisterProvider{{"more"}, "process", {{"directory", directory}}});
    EXPECT_TRUE(registered) << registered.error().error.message;
    return registered ? registered->position : 0;
}

TEST_F(SecuredSite, OnlyOperatorsSeeWhatIsConfidentialInEvents) {
    zmq::context_t context;
    FeedSocket feed(context, daemon_->endpoints().events, {""}, {.keys = keys_of("oda")});
    // Its subscription has arrived when the first heartbeat has.
    ASSERT_TRUE(eventually([&] { return feed.take().has_value(); }));
    const auto last = give_secrets(as("ann"), files_.file("hush"));
    const std::map<std::string, std::vector<std::string>> lacking{
        {"TemplateCreated", {"configuration", "sources[].configuration"}},
        {"TemplateUpdated", {"configuration", "sources[].configuration"}},
        {"ProviderRegistered", {"config"}},
        {"ProviderUpdated", {"config"}}};
    const auto expect_withheld = [&](const std::vector<RecordedEvent>& events, bool sees, const std::string& whose) {
        std::size_t with_secrets = 0;
        for (const auto& event : events) {
            const bool shown = event.data.msgpack.find("hush") != std::string::npos;
            with_secrets += shown ? 1 : 0;
            const auto lacks = lacking.find(event.type);
            EXPECT_EQ(event.withheld.has_value(), !sees && lacks != lacking.end()) << whose << ": " << event.type;
            if (event.withheld) {
                EXPECT_EQ(*event.withheld, lacks->second);
            }
            EXPECT_NO_THROW(std::ignore = restore(event, codec_)) << whose << ": " << event.type;
        }
        EXPECT_EQ(with_secrets, sees ? 3U : 0U) << whose;
    };
    for (const auto& [name, sees] : {std::pair{"vic", false}, {"rob", false}, {"oda", true}, {"ann", true}}) {
        auto client = as(name);
        ReadEvents all;
        all.limit = 1000;
        const auto read = client.query(all);
        ASSERT_TRUE(read) << read.error().error.message;
        expect_withheld(read->result.events, sees, name);
        const auto history = client.query(GetHistory{"small", Category::template_, {}});
        ASSERT_TRUE(history) << history.error().error.message;
        EXPECT_EQ(history->result.items.back().withheld.has_value(), !sees) << name;
        const auto provider = client.query(GetProvider{{"more"}});
        ASSERT_TRUE(provider) << provider.error().error.message;
        EXPECT_EQ(provider->result.config.empty(), !sees) << name;
        EXPECT_EQ(provider->withheld, sees ? std::vector<std::string>{} : std::vector<std::string>{"config"}) << name;
    }
    // The feed is the same for all.
    expect_withheld(heard(feed, last), false, "the feed");
}

TEST_F(SecuredSite, AViewOfTheFeedGoesOnWithoutWhatIsConfidential) {
    SiteView view;
    Subscriber subscriber(endpoints_of("vic"), view.subscription());
    const auto last = give_secrets(as("ann"), files_.file("hush"));
    ASSERT_TRUE(eventually([&] {
        EXPECT_FALSE(view.follow(subscriber, 100ms));
        return view.position() >= last;
    }));
    const auto templates = view.state().templates();
    ASSERT_EQ(templates.size(), 1U);
    EXPECT_EQ(templates.front().spec.sources.size(), 1U);
    EXPECT_EQ(templates.front().spec.configuration, ValueMap{});
    ASSERT_NE(view.state().all().find(ProviderName{"more"}), nullptr);
    auto vic = as("vic");
    const auto snapshot = read_snapshot(vic);
    EXPECT_TRUE(snapshot) << snapshot.error().error.message;
}

TEST_F(SecuredSite, AFileWithFaultsChangesNothing) {
    std::ofstream(principals_file()) << "principals: [{name: rob, roles: [emperor]}]\n";
    reload("the principals stay as they were");
    EXPECT_TRUE(as("rob").query(GetStatus{}));
}

TEST_F(SecuredSite, ARequestBelongsToWhomItWasOrderedBy) {
    ASSERT_TRUE(as("ann").command(template_called("small")));
    auto rob = as("rob");
    const auto id = request_machines(rob, "small", 1);
    ASSERT_EQ(end_of(rob, id), RequestStatus::complete);
    const auto request = rob.query(GetRequest{id})->result;
    EXPECT_EQ(request.ordered_by.value_or(""), "rob");
    EXPECT_EQ(request.user_id, "rob");

    ReturnMachines back;
    back.request_id = id;
    const auto others = as("ren").command(back);
    ASSERT_FALSE(others);
    EXPECT_EQ(others.error().error.code, Code::forbidden);
    EXPECT_THAT(others.error().error.message, HasSubstr("was ordered by rob"));
    EXPECT_FALSE(as("gate").command(back, on_behalf_of("ren")));
    EXPECT_TRUE(rob.command(back));
    auto ann = as("ann");
    return_everything(ann);
}

TEST_F(SecuredSite, EachEventTellsWhoseCommandCausedIt) {
    zmq::context_t context{1};
    FeedSocket feed(context, daemon_->endpoints().events, {""}, {.keys = keys_of("vic")});
    // Its subscription has arrived when the first heartbeat has.
    ASSERT_TRUE(eventually([&] { return feed.take().has_value(); }));
    auto ann = as("ann");
    ASSERT_TRUE(ann.command(template_called("small")));
    CreateRequest order;
    order.template_id = {"small"};
    order.machine_count = 1;
    const auto accepted = as("gate").command(order, on_behalf_of("mary"));
    ASSERT_TRUE(accepted) << accepted.error().error.message;
    const auto& id = accepted->result.request_id;
    ASSERT_EQ(end_of(ann, id), RequestStatus::complete);
    return_everything(ann);

    // A viewer reads what is on the feed, to the byte.
    const auto read = as("vic").query(ReadEvents{.limit = 1000});
    ASSERT_TRUE(read) << read.error().error.message;
    const auto& events = read->result.events;
    std::map<std::string, std::set<std::string>> causes;
    for (const auto& event : events)
        causes[event.type].insert(event.principal.value_or("nobody") + " for " +
                                  event.on_behalf_of.value_or("nobody else"));
    using ::testing::ElementsAre;
    EXPECT_THAT(causes["TemplateCreated"], ElementsAre("ann for nobody else"));
    EXPECT_THAT(causes["RequestCreated"], ElementsAre("ann for nobody else", "gate for mary"));  // a return is one, too
    EXPECT_THAT(causes["MachineReturnRequested"], ElementsAre("ann for nobody else"));
    for (const auto* own : {"ProviderRegistered", "LaunchRequested", "MachineLaunched", "MachineTerminated"})
        EXPECT_THAT(causes[own], ElementsAre("nobody for nobody else")) << own;

    GetHistory of_the_request;
    of_the_request.stream = id.value;
    const auto history = ann.query(of_the_request);
    ASSERT_TRUE(history) << history.error().error.message;
    EXPECT_EQ(history->result.items.front().principal, "gate");
    EXPECT_EQ(history->result.items.front().on_behalf_of, "mary");
    for (const auto& event : heard(feed, events.back().position)) EXPECT_EQ(event, events.at(event.position - 1));
}

TEST_F(SecuredSite, AClientsRulesSayForWhomItAsks) {
    CallRules rules;
    rules.timeout = patience;
    rules.on_behalf_of = "vic";
    Client gate(endpoints_of("gate"), rules);
    const auto as_said = [&](const CallOptions& options) {
        const auto told = gate.query(WhoAmI{}, options);
        EXPECT_TRUE(told) << told.error().error.message;
        return told ? told->result.on_behalf_of : "";
    };
    EXPECT_EQ(as_said({}), "vic");
    EXPECT_EQ(as_said(on_behalf_of("mary")), "mary");
    EXPECT_EQ(as_said(on_behalf_of("")), "") << "for itself";
    const auto command = gate.command(CreateRequest{});
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().error.code, Code::forbidden) << "vic is a viewer";
}

TEST_F(SecuredSite, TheServersKeyIsChangedWithoutOneFailedCommand) {
    const auto next_key = zeromq::generate_pair();
    std::ofstream(files_.file("next.key")) << next_key.secret_key << "\n";
    std::filesystem::permissions(files_.file("next.key"), std::filesystem::perms::owner_read);
    const auto old_way = endpoints_of("ann");
    auto new_way = old_way;
    for (auto* endpoint : {&new_way.commands, &new_way.queries, &new_way.events})
        *endpoint = replaced(*endpoint, "127.0.0.1", "127.0.0.2");
    new_way.keys->server_key = next_key.public_key;
    std::stringstream file;
    file << std::ifstream(daemon_->configuration_file()).rdbuf();
    const auto restart_with = [&](const std::string& text) {
        EXPECT_EQ(daemon_->stop(), 0);
        std::ofstream(daemon_->configuration_file()) << text;
        daemon_->spawn();
    };

    Load not_moved(old_way, "before");
    EXPECT_TRUE(not_moved.goes_on()) << not_moved.failure();
    const auto next = fmt::format(
        "security: {{next_server_key: \"file:{}\", next_endpoints: {{commands: \"{}\", queries: \"{}\", events: "
        "\"{}\"}}, ",
        files_.file("next.key"), new_way.commands, new_way.queries, new_way.events);
    restart_with(replaced(file.str(), "security: {", next));
    EXPECT_TRUE(not_moved.goes_on()) << not_moved.failure();
    Load moved(new_way, "after");
    EXPECT_TRUE(moved.goes_on()) << moved.failure();
    EXPECT_TRUE(not_moved.goes_on()) << not_moved.failure();
    zmq::context_t context{1};
    for (const auto& way : {old_way, new_way}) {
        FeedSocket feed(context, way.events, {""}, {.keys = way.keys});
        EXPECT_TRUE(eventually([&] { return feed.take().has_value(); })) << way.events;
    }
    not_moved.stop();
    EXPECT_EQ(not_moved.failure(), "");

    // The next key is the only one, at the addresses that clients know it by.
    auto after = replaced(file.str(), files_.file("server.key"), files_.file("next.key"));
    for (int i = 0; i < 3; ++i) after = replaced(after, "tcp://127.0.0.1:", "tcp://127.0.0.2:");
    restart_with(after);
    EXPECT_TRUE(moved.goes_on()) << moved.failure();
    moved.stop();
    EXPECT_EQ(moved.failure(), "");
    EXPECT_FALSE(Client(old_way, {.timeout = 2s}).query(GetStatus{}));
}

TEST_F(SecuredSite, OnlyAGatewayOrdersForOthers) {
    ASSERT_TRUE(as("ann").command(template_called("small")));
    CreateRequest order;
    order.template_id = {"small"};
    order.machine_count = 1;
    const auto accepted = as("gate").command(order, on_behalf_of("mary"));
    ASSERT_TRUE(accepted) << accepted.error().error.message;
    auto ann = as("ann");
    EXPECT_EQ(ann.query(GetRequest{accepted->result.request_id})->result.ordered_by.value_or(""), "mary");

    const auto pretending = as("rob").command(order, on_behalf_of("mary"));
    ASSERT_FALSE(pretending);
    EXPECT_EQ(pretending.error().error.field, "on_behalf_of");
    order.user_id = "mary";
    const auto naming = as("rob").command(order);
    ASSERT_FALSE(naming);
    EXPECT_EQ(naming.error().error.field, "user_id");
    return_everything(ann);
}

class SiteOfOwn : public SecuredSite {
protected:
    SiteOfOwn() : SecuredSite(Visibility::own) {
        auto ann = as("ann");
        EXPECT_TRUE(ann.command(template_called("small")));
    }
    ~SiteOfOwn() override {
        auto ann = as("ann");
        return_everything(ann);
    }
    // A machine for somebody, and its request.
    RequestId order(const std::string& name) {
        auto client = as(name);
        const auto id = request_machines(client, "small", 1);
        EXPECT_EQ(end_of(client, id), RequestStatus::complete);
        return id;
    }
    static std::set<std::string> streams_of(const std::vector<RecordedEvent>& events, Category category) {
        std::set<std::string> streams;
        for (const auto& event : events)
            if (event.category == category) streams.insert(event.stream);
        return streams;
    }
};

TEST_F(SiteOfOwn, ARequesterSeesWhatItHasOrderedAlone) {
    const auto robs = order("rob");
    const auto rens = order("ren");
    auto rob = as("rob");
    EXPECT_EQ(rob.query(WhoAmI{})->result.visibility, Visibility::own);
    const auto others = rob.query(GetRequest{rens});
    ASSERT_FALSE(others);
    EXPECT_EQ(others.error().error.code, Code::request_not_found);
    EXPECT_EQ(others.error().error.message, fmt::format("request {} does not exist", rens));
    CancelRequest cancel;
    cancel.request_id = rens;
    EXPECT_EQ(rob.command(cancel).error().error.code, Code::request_not_found);

    const auto requests = rob.query(ListRequests{});
    ASSERT_TRUE(requests) << requests.error().error.message;
    EXPECT_EQ(requests->result.total, 1U);
    EXPECT_EQ(requests->result.items.at(0).request_id, robs);
    const auto machines = rob.query(ListMachines{});
    ASSERT_TRUE(machines) << machines.error().error.message;
    EXPECT_EQ(machines->result.total, 1U);
    EXPECT_EQ(machines->result.items.at(0).spec.request_id, robs);
    const auto read = rob.query(ReadEvents{.limit = 1000});
    ASSERT_TRUE(read) << read.error().error.message;
    EXPECT_TRUE(read->result.own_only);
    EXPECT_EQ(streams_of(read->result.events, Category::request), std::set{robs.value});
    EXPECT_EQ(streams_of(read->result.events, Category::machine),
              std::set{machines->result.items.at(0).spec.machine_id.value});

    const auto for_ren = as("gate").query(ListRequests{}, on_behalf_of("ren"));
    ASSERT_TRUE(for_ren) << for_ren.error().error.message;
    EXPECT_EQ(for_ren->result.total, 1U);
    EXPECT_EQ(for_ren->result.items.at(0).request_id, rens);
    for (const auto* name : {"vic", "oda", "gate", "ann"}) {
        EXPECT_EQ(as(name).query(ListRequests{})->result.total, 2U) << name;
        EXPECT_EQ(as(name).query(WhoAmI{})->result.visibility, Visibility::all) << name;
    }
}

TEST_F(SiteOfOwn, ARequesterFollowsByAskingAndIsRefusedAtTheFeed) {
    zmq::context_t context{1};
    const auto events = daemon_->endpoints().events;
    FeedSocket feed(context, events, {""}, {.keys = keys_of("rob")});
    FeedSocket others(context, events, {""}, {.keys = keys_of("vic")});
    ASSERT_TRUE(eventually([&] { return others.take().has_value(); }));
    ASSERT_TRUE(
        eventually([&] { return daemon_->log().find("it sees what it has ordered alone") != std::string::npos; }));
    EXPECT_FALSE(feed.take());
    EXPECT_EQ(feed.connections().made, 0U);

    const auto rens = order("ren");
    const auto robs = order("rob");
    Subscriber subscriber(endpoints_of("rob"), {.categories = {Category::request}});
    std::set<std::string> heard;
    EXPECT_TRUE(eventually([&] {
        const auto event = subscriber.next(100ms);
        EXPECT_TRUE(event) << event.error().error.message;
        if (event && *event) heard.insert((*event)->stream);
        return !event || (subscriber.live() && !heard.empty());
    }));
    EXPECT_EQ(heard, std::set{robs.value}) << "and nothing of " << rens.value;
}

TEST_F(SiteOfOwn, WhoBecomesARequesterHearsTheFeedNoMore) {
    zmq::context_t context{1};
    FeedSocket feed(context, daemon_->endpoints().events, {""}, {.keys = keys_of("oda")});
    ASSERT_TRUE(eventually([&] { return feed.take().has_value(); }));
    give_roles("oda", "roles: [requester]");
    ASSERT_TRUE(eventually([&] { return !feed.connections().up; }));
    while (feed.take()) {
    }
    FeedSocket others(context, daemon_->endpoints().events, {""}, {.keys = keys_of("vic")});
    ASSERT_TRUE(eventually([&] { return others.take().has_value(); }));
    ASSERT_TRUE(
        eventually([&] { return daemon_->log().find("it sees what it has ordered alone") != std::string::npos; }));
    EXPECT_FALSE(feed.take());

    give_roles("oda", "roles: [operator]");
    // libzmq does not connect again by itself where it was refused.
    FeedSocket again(context, daemon_->endpoints().events, {""}, {.keys = keys_of("oda")});
    EXPECT_TRUE(eventually([&] { return again.take().has_value(); }));
}

}  // namespace
}  // namespace hf::system_test
