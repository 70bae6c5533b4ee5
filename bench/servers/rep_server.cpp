#include "bench/servers/rep_server.hpp"

#include <fmt/format.h>

#include <zmq.hpp>

#include "bench/load/connection.hpp"

namespace hf::bench {
namespace {

void answer_everything(int port, const PreparedMessage& request, const PreparedMessage& reply) {
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::rep);
    socket.bind(fmt::format("tcp://127.0.0.1:{}", port));
    zmq::message_t message;
    for (std::string bytes;; bytes.clear()) {
        if (!socket.recv(message)) continue;
        reply.put(bytes, request.number_in(message.to_string_view()));
        socket.send(zmq::buffer(bytes), zmq::send_flags::none);
    }
}

}  // namespace

RepServer::RepServer(const PreparedMessage& request, const PreparedMessage& reply)
    : port_(free_port()), process_([&] { answer_everything(port_, request, reply); }) {
    process_.wait_until([&] { return listens(port_); });
}

}  // namespace hf::bench
