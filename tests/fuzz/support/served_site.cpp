#include "tests/fuzz/support/served_site.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

#include "core/catalogue.hpp"
#include "core/wire/heartbeat.hpp"
#include "core/wire/replies.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;  // only a target that is broken waits this long
constexpr auto file_names = std::to_array<std::string_view>({"commands", "queries", "events"});

template <class Message>
std::string message_of(const Codec& codec, std::string_view id, const Message& body) {
    QueryEnvelope envelope;
    envelope.v = protocol_version;
    envelope.id = {std::string(id)};
    envelope.type = Message::describe.name;
    envelope.body.msgpack = codec.encode(body);
    return codec.encode(envelope);
}

// libFuzzer looks at its clock in a signal's handler, and each wait that the signal interrupts goes on here.
template <class Call>
auto uninterrupted(Call&& call) {
    while (true) {
        try {
            return call();
        } catch (const zmq::error_t& error) {
            if (error.num() != EINTR) throw;
        }
    }
}

}  // namespace

ServedSite::ServedSite()
    : queries_(bus_.codec, bus_.access,
               {.models = bus_.models,
                .store = bus_.store,
                .limits = limits_,
                .types = types_,
                .clock = bus_.clock,
                .status = [] { return DaemonStatus{}; },
                .statistics = [] { return DaemonStatistics{}; }}),
      pipeline_({.clock = bus_.clock,
                 .codec = bus_.codec,
                 .access = bus_.access,
                 .bus = bus_.commands,
                 .ledger = bus_.ledger,
                 .workers = 1}),
      command_server_(context_, {.listen = listen_at(Socket::commands), .max_message_bytes = limits_.message_bytes},
                      {.handle =
                           [this](std::string message, CommandServer::Answer answer) {
                               pipeline_.submit(std::move(message), std::move(answer.send), std::move(answer.sender));
                           },
                       .too_large = [this](std::size_t) { return refusing(Code::too_large, "it is too large"); },
                       .malformed = [this](std::string_view why) { return refusing(Code::malformed, why); },
                       .internal = [this](std::string_view why) { return refusing(Code::internal, why); },
                       .busy = [this](std::string_view) { return refusing(Code::busy, "it is busy"); },
                       .named = [this](std::string_view) { return refusing(Code::malformed, "it has a routing id"); }}),
      query_server_(context_, {.listen = listen_at(Socket::queries), .max_message_bytes = limits_.message_bytes},
                    {.handle = [this](std::string_view message,
                                      const Sender& sender) { return queries_.reply_to(message, sender); },
                     .too_large = [this](std::size_t) { return refusing(Code::too_large, "it is too large"); },
                     .malformed = [this](std::string_view why) { return refusing(Code::malformed, why); },
                     .internal = [this](std::string_view why) { return refusing(Code::internal, why); },
                     .busy = [this](std::string_view) { return refusing(Code::busy, "it is busy"); },
                     .named = [this](std::string_view) { return refusing(Code::malformed, "it has a routing id"); }}),
      feed_(context_, {.listen = listen_at(Socket::events), .heartbeat_interval = 10ms},
            {.encode = [this](const RecordedEvent& event) { return bus_.codec.encode(event); },
             .heartbeat = [](const FeedPublisher::Positions&) { return std::string("well"); }},
            {}),
      commander_(connected(zmq::socket_type::req, Socket::commands)),
      asker_(connected(zmq::socket_type::req, Socket::queries)),
      subscriber_(connected(zmq::socket_type::sub, Socket::events)) {
    add_every_query(queries_);
}

std::string ServedSite::address(Socket socket) const {
    return directory_.file(file_names.at(static_cast<std::size_t>(socket)));
}

ListenOptions ServedSite::listen_at(Socket socket) const {
    ListenOptions options;
    options.endpoint = "ipc://" + address(socket);
    options.max_frame_bytes = limits_.frame_bytes;
    return options;
}

zmq::socket_t ServedSite::connected(zmq::socket_type type, Socket to) {
    zmq::socket_t socket(context_, type);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
    if (type == zmq::socket_type::sub) socket.set(zmq::sockopt::subscribe, heartbeat_topic);
    // Few heartbeats wait to be read, so that a look sees one that was sent lately.
    if (type == zmq::socket_type::sub) socket.set(zmq::sockopt::rcvhwm, 1);
    socket.connect("ipc://" + address(to));
    return socket;
}

std::string ServedSite::refusing(Code code, std::string_view why) const {
    require(code != Code::internal, why);
    return error_reply(bus_.codec, {}, error(code, "{}", why));
}

Reply ServedSite::ask(zmq::socket_t& socket, const std::string& message) {
    uninterrupted([&] { return socket.send(zmq::buffer(message)); });
    zmq::message_t answer;
    require(uninterrupted([&] { return socket.recv(answer); }).has_value(), "a well-formed message is answered");
    Reply reply;
    require(!bus_.codec.decode(answer.to_string_view(), reply), "an answer can be read");
    return reply;
}

void ServedSite::require_well(Socket socket) {
    if (socket == Socket::commands) {
        const auto reply = ask(commander_, message_of(bus_.codec, "c-1", DeleteTemplate{TemplateId{"nobody"}, {}}));
        require(reply.error && reply.error->code == Code::template_not_found, "a command gets its answer");
    } else if (socket == Socket::queries) {
        require(ask(asker_, message_of(bus_.codec, "q-1", GetStatus{})).result.has_value(), "a query gets its answer");
    } else {
        zmq::message_t frame;
        do require(uninterrupted([&] { return subscriber_.recv(frame); }).has_value(), "the feed goes on");
        while (frame.more());
    }
    require(bus_.failures().empty(), "ledger and committer go on");
}

RawPeer::RawPeer(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    require(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
            "the socket takes connections");
}

RawPeer::~RawPeer() { ::close(fd_); }

void RawPeer::send(std::string_view bytes) { static_cast<void>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL)); }

void RawPeer::finish() {
    ::shutdown(fd_, SHUT_WR);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::array<char, 4096> ignored{};
    while (true) {
        pollfd readable{fd_, POLLIN, 0};
        const auto ready = ::poll(&readable, 1, 60'000);
        if (ready < 0 && errno == EINTR) continue;
        require(std::chrono::steady_clock::now() < deadline && ready == 1, "a connection that its peer ends is closed");
        if (::recv(fd_, ignored.data(), ignored.size(), 0) <= 0) return;
    }
}

}  // namespace hf::fuzz
