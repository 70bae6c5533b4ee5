#include "bench/load/hostile.hpp"

#include <poll.h>
#include <unistd.h>

#include <stdexcept>

#include "bench/load/connection.hpp"
#include "bench/wire/zmtp.hpp"

namespace hf::bench {
namespace {

// A DEALER that counts replies, whatever they say.
class CarelessSession final : public Session {
public:
    explicit CarelessSession(const PreparedMessage& message) : message_(message) {}

    [[nodiscard]] std::string greeting() const override { return zmtp::greeting() + zmtp::ready("DEALER"); }
    bool take_greeting(std::string_view& input) override {
        if (!greeted_) greeted_ = zmtp::take_greeting(input);
        return greeted_ && zmtp::take_frame(input).has_value();
    }
    void put_message(std::string& out, std::uint64_t number) override { message_.put(out, number); }
    std::optional<std::uint64_t> take_reply(std::string_view& input) override {
        while (const auto frame = zmtp::take_frame(input))
            if (!frame->command && !frame->more) return 0;
        return std::nullopt;
    }

private:
    const PreparedMessage& message_;
    bool greeted_ = false;
};

struct HostileClient {
    std::unique_ptr<Connection> connection;
    std::uint32_t room;  // for so many more messages
};

std::vector<HostileClient> connected(int port, const PreparedMessage& message, std::uint32_t count,
                                     std::uint32_t room) {
    std::vector<HostileClient> clients;
    for (std::uint32_t i = 0; i < count; ++i) {
        clients.push_back({std::make_unique<Connection>(port, std::make_unique<CarelessSession>(message)), room});
        clients.back().connection->do_not_wait();
    }
    return clients;
}

// Ends the process where the daemon has ended the connection: there is nothing more to do.
void run(std::vector<HostileClient> clients, bool reads) {
    // Elsewhere it would not take the processors of the daemon and the good client.
    if (::nice(19) == -1) throw std::runtime_error("the hostile client can't give way to the others");
    // Others must not take these ids for theirs.
    std::uint64_t number = static_cast<std::uint64_t>(::getpid()) << 40U;
    std::vector<pollfd> sources;
    sources.reserve(clients.size());
    for (const auto& client : clients) sources.push_back({client.connection->descriptor(), 0, 0});
    while (true) {
        for (std::size_t i = 0; i < clients.size(); ++i) {
            auto& [connection, room] = clients[i];
            bool flushed = connection->flush();
            for (; flushed && room > 0; --room) {
                connection->put_message(++number);
                flushed = connection->flush();
            }
            sources[i].events = static_cast<short>((flushed ? 0 : POLLOUT) | (reads ? POLLIN : 0));
        }
        ::poll(sources.data(), sources.size(), 1000);
        if (!reads) continue;
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if ((sources[i].revents & POLLIN) == 0) continue;
            auto& [connection, room] = clients[i];
            connection->take_replies(connection->receive_some(), [&room = room](std::uint64_t) { ++room; });
        }
    }
}

}  // namespace

void flood(int port, const PreparedMessage& message, std::uint32_t connections, std::uint32_t in_flight) {
    run(connected(port, message, connections, in_flight), true);
}

void never_read(int port, const PreparedMessage& message, std::uint32_t connections, std::uint32_t messages) {
    run(connected(port, message, connections, messages), false);
}

void only_connect(int port, std::uint32_t connections) {
    const PreparedMessage nothing{std::string(PreparedMessage::placeholder)};
    const auto clients = connected(port, nothing, connections, 0);
    while (true) ::pause();
}

void send_frames(int port, std::uint32_t connections, std::uint64_t bytes) {
    const PreparedMessage message(zmtp::frame("", true) +
                                  zmtp::frame(std::string(PreparedMessage::placeholder) + std::string(bytes, 'x')));
    run(connected(port, message, connections, 1), true);
}

}  // namespace hf::bench
