// Any bytes on a connection to one of the three sockets: the server goes on, and the next well-formed message is
// answered.
//
// An input is a byte for the socket, one for how far the connection is when the bytes come, and the bytes.
#include "tests/fuzz/support/bytes.hpp"
#include "tests/fuzz/support/served_site.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

// How much of ZMTP 3.1 is done properly before the bytes.
enum class Begun : std::uint8_t { nothing, greeting, handshake, message };

std::string greeting() {
    std::string bytes("\xff\0\0\0\0\0\0\0\0\x7f\3\1NULL", 16);
    bytes.resize(64);
    return bytes;
}

std::string ready(std::string_view socket_type) {
    std::string body("\5READY\13Socket-Type\0\0\0", 21);
    body += static_cast<char>(socket_type.size());
    body += socket_type;
    return std::string("\4") + static_cast<char>(body.size()) + body;
}

// A frame with an eight-byte length, and the flags for that.
std::string frame(std::string_view body) {
    std::string bytes("\2\0\0\0\0\0\0", 7);
    bytes += static_cast<char>(body.size() >> 8U);
    bytes += static_cast<char>(body.size());
    return bytes.append(body);
}

std::string opening(Socket socket, Begun begun) {
    std::string bytes;
    if (begun >= Begun::greeting) bytes += greeting();
    if (begun >= Begun::handshake) bytes += ready(socket == Socket::events ? "SUB" : "DEALER");
    return bytes;
}

void feed(std::string_view input) {
    static ServedSite site;
    Bytes bytes(input);
    const auto socket = static_cast<Socket>(bytes.below(3));
    const auto begun = static_cast<Begun>(bytes.below(4));
    const auto rest = bytes.text(input.size());
    {
        RawPeer peer(site.address(socket));
        peer.send(opening(socket, begun));
        peer.send(begun == Begun::message ? frame(rest) : std::string(rest));
        peer.finish();
    }
    site.require_well(socket);
}

const FuzzTarget target("zmtp", feed);

}  // namespace
}  // namespace hf::fuzz
