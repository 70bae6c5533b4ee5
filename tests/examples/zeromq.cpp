// The examples in the headers of adapters/zeromq.
#include "adapters/zeromq/client_connection.hpp"
#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/connection_bounds.hpp"
#include "adapters/zeromq/dead_peers.hpp"
#include "adapters/zeromq/effort.hpp"
#include "adapters/zeromq/endpoint.hpp"
#include "adapters/zeromq/feed_publisher.hpp"
#include "adapters/zeromq/feed_socket.hpp"
#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/news.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "adapters/zeromq/reads/cut_reads.hpp"
#include "adapters/zeromq/reply_room.hpp"
#include "adapters/zeromq/slow_parties.hpp"
#include "adapters/zeromq/subscriptions.hpp"
#include "adapters/zeromq/unix_listener.hpp"
#include "core/bus/query_bus.hpp"
#include "core/pipeline/command_pipeline.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

void command_server(zmq::context_t& context, CommandPipeline& pipeline, const CommandServer::Hooks& hooks) {
    const auto& [handle, too_large, malformed, internal, busy, named] = hooks;
    // example of adapters/zeromq/command_server.hpp
    CommandServer server(context, {.listen = {.endpoint = "ipc:///run/hostfactory/command.sock"}},
                         {.handle =
                              [&](std::string message, CommandServer::Answer answer) {
                                  pipeline.submit(std::move(message), answer.send, answer.sender);
                              },
                          .too_large = too_large,
                          .malformed = malformed,
                          .internal = internal,
                          .busy = busy,
                          .named = named});
    use(server.endpoint());
    server.stop(500ms);
    // end of the example
}

void query_server(zmq::context_t& context, const QueryBus& queries, const QueryServer::Hooks& hooks) {
    const auto& [handle, too_large, malformed, internal, busy, named] = hooks;
    // example of adapters/zeromq/query_server.hpp
    QueryServer server(
        context, {.listen = {.endpoint = "ipc:///run/hostfactory/query.sock"}},
        {.handle = [&](std::string_view message, const Sender& sender) { return queries.reply_to(message, sender); },
         .too_large = too_large,
         .malformed = malformed,
         .internal = internal,
         .busy = busy,
         .named = named});
    use(server.endpoint());
    server.stop(500ms);
    // end of the example
}

void reply_room(zeromq::ReplyRoom& room, const std::string& peer, const std::string& busy, const std::string& reply,
                const std::function<zeromq::Sent(const zeromq::ReplyRoom::Kept& kept)>& send_again) {
    // example of adapters/zeromq/reply_room.hpp
    if (!room.reserve(peer)) send(busy);  // nothing is done for this message
    room.release(peer);                   // its reply is made
    room.keep({peer, false, reply});      // ZeroMQ's queue is full
    room.hand_out(send_again);            // later
    // end of the example
}

void connection_bounds(int descriptor, const std::string& principal) {
    using zeromq::ConnectionBounds;
    // example of adapters/zeromq/connection_bounds.hpp
    ConnectionBounds bounds({.of_all = 10'000, .of_one = 2'000});
    bounds.listens_at("tcp://127.0.0.1:7001");
    if (!bounds.accepted(descriptor)) show(bounds.address_of(descriptor));  // it is being ended
    if (bounds.is_news(descriptor, principal))                              // at each message
        if (!bounds.belongs_to(descriptor, principal)) show(principal);     // it is being ended
    bounds.ran_empty();                                                     // when there is no message left
    bounds.ended(descriptor);
    // end of the example
}

void effort(zeromq::SlowParties& slow, const std::string& party) {
    using zeromq::EffortMeter;
    // example of adapters/zeromq/effort.hpp
    const EffortMeter meter(300us);
    use(party);  // answer its message
    slow.took(party, meter.so_far());
    // end of the example
}

void slow_parties(zeromq::SlowParties& slow, const std::string& party, const zeromq::Effort& effort) {
    // example of adapters/zeromq/slow_parties.hpp
    if (slow.has(party)) use(party);  // leave the message to another thread
    slow.took(party, effort);
    // end of the example
}

void dead_peers(zmq::socket_t& socket) {
    using zeromq::ask_to_be_noticed;
    using zeromq::notice_dead_peers;
    // example of adapters/zeromq/dead_peers.hpp
    notice_dead_peers(socket);  // before bind() or connect()
    ask_to_be_noticed(socket);  // of a client, before connect(); its queue has no bound then
    // end of the example
}

void feed_publisher(zmq::context_t& context, const FeedPublisher::Hooks& hooks, const EventStore& store,
                    const std::array<std::uint64_t, category_count>& category_heads,
                    const std::vector<RecordedEvent>& events) {
    const auto& [encode, heartbeat] = hooks;
    // example of adapters/zeromq/feed_publisher.hpp
    FeedPublisher feed(context, {.listen = {.endpoint = "ipc:///run/hostfactory/events.sock"}},
                       {.encode = encode, .heartbeat = heartbeat}, {store.head(), category_heads});
    feed.publish(events);
    use(feed.statistics());
    feed.stop(500ms);
    // end of the example
}

void subscriptions(zeromq::Subscriptions& subscriptions, zmq::message_t& frame, int descriptor,
                   const std::function<void()>& use_reports, const std::function<void(int descriptor)>& end) {
    // example of adapters/zeromq/subscriptions.hpp
    subscriptions.began(descriptor);                  // as the socket's monitor reports
    if (subscriptions.is_news(frame)) use_reports();  // before take(): each message from the socket
    if (!subscriptions.take(std::move(frame))) end(descriptor);
    if (subscriptions.none()) return;  // nothing that is sent would reach anybody
    subscriptions.ended(descriptor);
    subscriptions.ran_empty();  // when the socket has no message left
    // end of the example
}

void feed_socket(zmq::context_t& context) {
    // example of adapters/zeromq/feed_socket.hpp
    FeedSocket feed(context, "ipc:///run/hostfactory/events.sock", {"request.", "$heartbeat"});
    if (auto why = feed.wait_until_connected(2s)) fail(*why);
    while (auto message = feed.receive(3s)) use(message->first, message->second);  // topic, payload
    // end of the example
}

void bound_socket(zmq::context_t& context, const ListenOptions& options, SocketStatistics& statistics,
                  zmq::message_t& frame) {
    using zeromq::BoundSocket;
    // example of adapters/zeromq/bound_socket.hpp
    BoundSocket bound(context, zmq::socket_type::router, options, statistics);
    std::array<zmq::pollitem_t, 2> items{
        {{bound.socket(), 0, ZMQ_POLLIN, 0}, {bound.connection_events(), 0, ZMQ_POLLIN, 0}}};
    zeromq::poll(items);
    if (items[1].revents != 0) bound.count_connections();
    if (zeromq::receive(bound.socket(), frame))
        bound.heard(frame, bound.sender_of(frame));
    else
        bound.ran_empty();
    bound.close(100ms);
    // end of the example
}

void news(zeromq::BoundSocket& bound, const zeromq::Wakeup& wakeup, zeromq::Deadline deadline,
          const std::function<bool()>& receive_some, const std::function<void()>& send_what_waits) {
    // example of adapters/zeromq/news.hpp
    zeromq::News news(bound, wakeup);
    for (bool more = true;; more = receive_some()) {
        if (!more) news.wait(deadline);
        send_what_waits();
    }
    // end of the example
}

void client_connection(zmq::context_t& context, const zeromq::ClientConnection::Prepare& prepare,
                       zeromq::Deadline deadline, zeromq::Deadline patience) {
    using zeromq::ClientConnection;
    // example of adapters/zeromq/client_connection.hpp
    ClientConnection connection(context, zmq::socket_type::dealer, "ipc:///run/hostfactory/command.sock", prepare);
    if (auto why = connection.wait(deadline, patience)) fail(*why);  // "nothing listens on …"
    // end of the example
}

void endpoint() {
    // example of adapters/zeromq/endpoint.hpp
    Endpoint::check("foo://x");               // "must begin with ipc:// or tcp://, not \"foo://x\""
    Endpoint::check("tcp://127.0.0.1:7001");  // "": nothing is wrong
    // end of the example
}

void socket_monitor(zmq::context_t& context, zmq::socket_t& socket, const std::string& endpoint) {
    using zeromq::SocketMonitor;
    // example of adapters/zeromq/socket_monitor.hpp
    SocketMonitor monitor(context, socket, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED);
    socket.bind(endpoint);  // or connect, after the monitor was made
    while (auto event = monitor.next()) use(*event);
    // end of the example
}

void unix_listener(zmq::socket_t& socket) {
    using zeromq::UnixListener;
    // example of adapters/zeromq/unix_listener.hpp
    UnixListener listener("/run/hostfactory/command.sock", 0660);
    socket.set(zmq::sockopt::use_fd, listener.release());
    socket.bind("ipc:///run/hostfactory/command.sock");
    use(socket);
    listener.remove();  // before the socket is closed
    // end of the example
}

void statistics(const CommandServer& server) {
    // example of adapters/zeromq/statistics.hpp
    const std::uint64_t received = server.statistics().received;
    // end of the example
}

void wakeup(zeromq::Wakeup& wakeup) {
    // example of adapters/zeromq/wakeup.hpp
    wakeup.wake();                                         // any thread
    zmq::pollitem_t{nullptr, wakeup.fd(), ZMQ_POLLIN, 0};  // the polling thread
    wakeup.clear();                                        // the polling thread, before it looks for work
    // end of the example
}

void cut_reads() {
    const auto warn = [] {};
    // example of adapters/zeromq/reads/cut_reads.hpp
    if (!zeromq::cuts_reads()) warn();  // once, in a program that listens
    // end of the example
}

}  // namespace
}  // namespace hf
