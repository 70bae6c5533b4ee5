// The examples in the headers of client/.
#include <zmq.hpp>

#include "adapters/zeromq/frames.hpp"
#include "client/async_client.hpp"
#include "client/calls/session.hpp"
#include "client/client.hpp"
#include "client/feed/sequence.hpp"
#include "client/site_view.hpp"
#include "client/snapshot.hpp"
#include "core/catalogue.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

void asynchronous(const Site& site) {
    // example of client/async_client.hpp
    AsyncClient client(site.endpoints);
    auto small = client.send(CreateRequest{.template_id = {"small"}, .machine_count = 2});
    auto large = client.send(CreateRequest{.template_id = {"large"}, .machine_count = 1});
    client.ask(GetStatus{}, [](const Called<StatusReport>& status) { show(status->result.version); });
    const Called<RequestAccepted> accepted = small.get();
    // end of the example
}

void call(Client& client) {
    const CreateRequest order{.template_id = {"small"}, .machine_count = 2};
    // example of client/call.hpp
    CallOptions options;
    options.timeout = 2s;
    const Called<RequestAccepted> accepted = client.command(order, options);
    if (accepted)
        use(accepted->result, accepted->position);
    else if (accepted.error().kind == CallFailure::Kind::refused)
        show(accepted.error().error.message);
    // end of the example
}

void synchronous(const Site& site) {
    // example of client/client.hpp
    Client client(site.endpoints);
    auto accepted = client.command(CreateRequest{.template_id = {"small"}, .machine_count = 2});
    if (!accepted) fail(accepted.error().error.message);
    auto machines = client.query(ListMachines{.request_id = accepted->result.request_id});
    // end of the example
}

namespace read_view {

std::string contents_of(const std::string& /*file*/) { return {}; }
void write_atomically(const std::string& /*file*/, const std::string& /*contents*/) {}
const Site site;

// example of client/read_view.hpp
struct Starts {  // a Fold: how the state changes with each event
    std::map<std::string, int> by_template;

    void apply(const RecordedEvent& event) { ++by_template[event.stream]; }
    std::string encode() const;  // for checkpoints
    static tl::expected<Starts, std::string> decode(std::string_view bytes);
};

void follow() {
    auto view = ReadView<Starts>::resume(contents_of("starts.view")).value_or(ReadView<Starts>());
    Subscriber subscriber(site.endpoints, view.subscription());
    while (true) {
        if (const auto failure = view.follow(subscriber, 1s)) fail(*failure);
        if (subscriber.live()) show(view.state());
        write_atomically("starts.view", view.checkpoint());
    }
}
// end of the example

std::string Starts::encode() const { return {}; }
tl::expected<Starts, std::string> Starts::decode(std::string_view /*bytes*/) { return Starts{}; }

}  // namespace read_view

void find_the_site(const std::optional<std::string>& option_config) {
    // example of client/site.hpp
    auto site = find_site(option_config);  // nullopt: look in the usual places
    if (!site) fail(site.error());
    Client client(site->endpoints);
    // end of the example
}

void site_view(const Site& site) {
    // example of client/site_view.hpp
    SiteView view;
    Subscriber subscriber(site.endpoints, view.subscription());
    if (const auto failure = view.follow(subscriber, 1s)) fail(*failure);
    for (const Request* request : view.state().requests()) show(*request);  // the newest first
    // end of the example
}

void subscriber(const Site& site, Position position_of_the_last_event_that_I_have) {
    // example of client/subscriber.hpp
    Subscriber subscriber(site.endpoints, {.after = position_of_the_last_event_that_I_have});
    while (true) {
        const auto event = subscriber.next(1s);
        if (!event)
            fail(event.error());  // another store than before, or a daemon that refuses
        else if (*event)
            use(**event);
        else
            show(subscriber.standing());  // live, catching up, or no daemon answers
    }
    // end of the example
}

void snapshot(const Site& site) {
    // example of client/snapshot.hpp
    Client client(site.endpoints);
    auto snapshot = read_snapshot(client);
    if (!snapshot) fail(snapshot.error());
    SiteView view(SiteFold(std::move(snapshot->state)), snapshot->position, snapshot->store_id);
    Subscriber subscriber(site.endpoints, view.subscription());
    // end of the example
}

void wire(const RecordedEvent& event) {
    // example of client/wire.hpp
    MachineStarted started;
    if (const auto problem = read_from_daemon(event.data.msgpack, started)) fail(*problem);
    // end of the example
}

void checkpoint(const std::string& store, const std::string& encoded) {
    // example of client/checkpoint.hpp
    const auto bytes = Checkpoint{.position = 41, .store_id = store, .state = encoded}.bytes();
    const auto checkpoint = Checkpoint::of(bytes);  // or a text that says what is wrong with them
    // end of the example
}

void conversation(zmq::context_t& context, const CallRules& rules, const PendingCall& call) {
    // example of client/calls/conversation.hpp
    Conversation commands(context, "ipc:///run/hostfactory/commands.sock", rules);
    commands.start(call, [&](Called<Encoded> outcome) { use(outcome); });
    while (!commands.idle()) {
        std::vector<zmq::pollitem_t> items;
        commands.add_to(items);
        zeromq::poll(items, commands.due());
        commands.work();
    }
    // end of the example
}

void pending_call(const OutgoingMessage& message, const CallRules& rules, PendingCall::Time now,
                  PendingCall::Time deadline, const Reply& reply, const Reach& reach) {
    // example of client/calls/pending_call.hpp
    PendingCall call(message, rules, now, deadline);
    if (call.to_be_sent(now)) send(call.begin_sending(now));
    if (auto outcome = call.answered(reply, now)) use(*outcome);  // otherwise it will be sent again
    if (auto failure = call.look(now, reach)) use(*failure);      // at call.due(now, refused)
    // end of the example
}

void outgoing_message(const std::string& id, const Encoded& body, const CallOptions& options) {
    // example of client/calls/outgoing_message.hpp
    auto message = OutgoingMessage::command(id, "CreateRequest", body, options);
    send(message.encode(1500ms));  // the client waits this long from now on
    // end of the example
}

void session(const Site& site, const CallRules& rules, std::string_view type, const Encoded& body,
             const CallOptions& options, const Conversation::Done& done) {
    // example of client/calls/session.hpp
    Session session(site.endpoints, rules);
    const auto now = Session::Time::clock::now();
    session.commands.start(session.command(type, body, options, now, session.deadline(options, now)), done);
    // end of the example
}

void sequence(const RecordedEvent& event, Position head) {
    const auto answer_to = [](const ReadEvents&) { return EventsRead{}; };
    const auto hand_over = [](const RecordedEvent&) {};
    // example of client/feed/sequence.hpp
    Sequence sequence({.after = 41});
    while (sequence.must_ask()) {
        const auto doubts = sequence.doubts();
        auto events = sequence.read(answer_to(sequence.question(1000)), head, doubts);  // or an error
    }
    if (sequence.hear(event) == Sequence::Heard::next) hand_over(event);  // otherwise it is old, or there is a gap
    // end of the example
}

}  // namespace
}  // namespace hf
