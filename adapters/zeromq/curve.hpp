// CURVE, libzmq's own implementation: keys, and the options of a socket that uses them.
//
//     const KeyPair pair = zeromq::generate_pair();
//     if (auto known = zeromq::pair_of(secret)) zeromq::serve_with(socket, *known);   // before it binds
//     zeromq::connect_with(socket, keys);                                             // before it connects
//
// libzmq takes a text of 5 or 35 characters for a part of a key, so all keys come as checked text and go to it as 32
// bytes. Any thread may call the functions that take no socket. Errors: std::runtime_error where libzmq was built
// without CURVE; those that keys have are values.
#pragma once

#include <string_view>
#include <tl/expected.hpp>
#include <zmq.hpp>

#include "core/access/key_pair.hpp"

namespace hf::zeromq {

KeyPair generate_pair();

// The pair of a secret key in Z85. The error, which reveals nothing of the key, says what is wrong with the text.
tl::expected<KeyPair, std::string> pair_of(std::string_view secret);

// The text of a key of 32 bytes, as libzmq hands it over; empty if it has another length.
std::string key_text(std::string_view bytes);

void serve_with(zmq::socket_t& socket, const KeyPair& own);
void connect_with(zmq::socket_t& socket, const ClientKeys& keys);

}  // namespace hf::zeromq
