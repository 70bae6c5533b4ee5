#include "adapters/zeromq/curve.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>

namespace hf::zeromq {
namespace {

constexpr std::size_t key_bytes = 32;
using TextBuffer = std::array<char, 41>;  // with the zero at its end
using Key = std::array<std::uint8_t, key_bytes>;

Key bytes_of(const std::string& text) {
    Key key{};
    if (!PublicKey::check(text).empty() || zmq_z85_decode(key.data(), text.c_str()) == nullptr)
        throw std::logic_error("a key was not checked");
    return key;
}

void set(zmq::socket_t& socket, int option, const std::string& key) {
    const auto bytes = bytes_of(key);
    if (zmq_setsockopt(socket.handle(), option, bytes.data(), bytes.size()) != 0)
        throw std::runtime_error("libzmq was built without CURVE");
}

}  // namespace

KeyPair generate_pair() {
    TextBuffer public_key{};
    TextBuffer secret_key{};
    if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
        throw std::runtime_error("libzmq was built without CURVE");
    return {{public_key.data()}, secret_key.data()};
}

tl::expected<KeyPair, std::string> pair_of(std::string_view secret) {
    if (auto wrong = PublicKey::check(secret); !wrong.empty()) return tl::make_unexpected(std::move(wrong));
    KeyPair pair{{}, std::string(secret)};
    TextBuffer public_key{};
    if (zmq_curve_public(public_key.data(), pair.secret_key.c_str()) != 0)
        throw std::runtime_error("libzmq was built without CURVE");
    pair.public_key.value = public_key.data();
    return pair;
}

std::string key_text(std::string_view bytes) {
    TextBuffer text{};
    if (bytes.size() != key_bytes ||
        zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()) == nullptr)
        return {};
    return text.data();
}

void serve_with(zmq::socket_t& socket, const KeyPair& own) {
    socket.set(zmq::sockopt::curve_server, true);
    set(socket, ZMQ_CURVE_SECRETKEY, own.secret_key);
}

void connect_with(zmq::socket_t& socket, const ClientKeys& keys) {
    set(socket, ZMQ_CURVE_SERVERKEY, keys.server_key.value);
    set(socket, ZMQ_CURVE_PUBLICKEY, keys.own.public_key.value);
    set(socket, ZMQ_CURVE_SECRETKEY, keys.own.secret_key);
}

}  // namespace hf::zeromq
