// HandMadePeer: a peer of ZMTP 3 without ZeroMQ, which sends whatever it likes.
//
//     HandMadePeer peer(endpoint);           // a DEALER, whose handshake is through
//     peer.write(HandMadePeer::message("x") + HandMadePeer::ping());
//     peer.reset();
//
// Used by one thread.
#pragma once

#include <string>
#include <string_view>

#include "tests/integration/zeromq_peers.hpp"

namespace hf::zeromq_test {

class HandMadePeer : public RawPeer {
public:
    explicit HandMadePeer(const std::string& endpoint, const std::string& type = "DEALER") : RawPeer(endpoint) {
        write(beginning(type));
        // The server's greeting and its READY: from now on it reads messages.
        std::string heard;
        std::array<char, 256> bytes{};
        while (heard.find("READY") == std::string::npos) {
            const auto size = ::recv(descriptor(), bytes.data(), bytes.size(), 0);
            if (size <= 0) {
                ADD_FAILURE() << "no handshake";
                return;
            }
            heard.append(bytes.data(), static_cast<std::size_t>(size));
        }
    }

    // What a peer says of itself first: its greeting, and the READY of NULL.
    static std::string beginning(const std::string& type) {
        return std::string("\xff\0\0\0\0\0\0\0\1\x7f\3\0NULL", 16) + std::string(48, '\0') +
               command(std::string("\5READY\13Socket-Type\0\0\0", 21) + static_cast<char>(type.size()) + type);
    }
    // These take fewer than 256 bytes.
    static std::string message(std::string_view bytes) { return frame('\0', bytes); }
    // A frame that is followed by more of its message.
    static std::string beginning_of_message(std::string_view bytes) { return frame('\1', bytes); }
    static std::string command(std::string_view bytes) { return frame('\4', bytes); }
    // Asks for a PONG.
    static std::string ping() { return command(std::string_view("\4PING\0\0", 7)); }

    // Ends the connection at once, with what is under way, as a host that crashes would.
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }

private:
    static std::string frame(char flags, std::string_view bytes) {
        return std::string(1, flags) + static_cast<char>(bytes.size()) + std::string(bytes);
    }
};

}  // namespace hf::zeromq_test
