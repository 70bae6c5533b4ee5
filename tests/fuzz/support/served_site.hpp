// A site behind its three sockets, as the daemon has them, on ipc addresses of this program.
//
//     static ServedSite site;
//     RawPeer peer(site.address(Socket::queries));   // a connection without ZeroMQ
//     peer.send(bytes);
//     peer.finish();
//     site.require_well();
//
// Used by one thread.
#pragma once

#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/feed_publisher.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "core/bus/query_bus.hpp"
#include "core/pipeline/command_pipeline.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::fuzz {

enum class Socket : std::uint8_t { commands, queries, events };

class ServedSite {
public:
    ServedSite();

    // The path of the Unix socket.
    [[nodiscard]] std::string address(Socket socket) const;

    // Asks a well-formed question at the socket; the answer comes and is right, or the program ends.
    void require_well(Socket socket);

private:
    [[nodiscard]] ListenOptions listen_at(Socket socket) const;
    [[nodiscard]] std::string refusing(Code code, std::string_view why) const;
    [[nodiscard]] Reply ask(zmq::socket_t& socket, const std::string& message);
    [[nodiscard]] zmq::socket_t connected(zmq::socket_type type, Socket to);

    testing::TemporaryDirectory directory_;
    testing::RunningBus bus_;
    Limits limits_;
    ProviderTypes types_ = testing::in_memory_types();
    QueryBus queries_;
    CommandPipeline pipeline_;
    zmq::context_t context_{1};
    CommandServer command_server_;
    QueryServer query_server_;
    FeedPublisher feed_;
    zmq::socket_t commander_;
    zmq::socket_t asker_;
    zmq::socket_t subscriber_;
};

// A connection to a Unix socket, without ZeroMQ.
class RawPeer {
public:
    explicit RawPeer(const std::string& path);
    ~RawPeer();
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    // What the other side does not take, because it has closed the connection, is lost.
    void send(std::string_view bytes);
    // Sends no more, and waits until the other side has read everything and closed the connection.
    void finish();

private:
    int fd_;
};

}  // namespace hf::fuzz
