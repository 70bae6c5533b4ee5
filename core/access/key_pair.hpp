// The keys of a connection by CURVE (ZeroMQ RFC 26): who connects proves to hold a secret key, and knows the server's
// public one beforehand.
#pragma once

#include <string>

#include "core/access/public_key.hpp"

namespace hf {

struct KeyPair {
    PublicKey public_key;
    std::string secret_key;  // in Z85, too
};

// What a client connects with.
struct ClientKeys {
    PublicKey server_key;
    KeyPair own;
};

}  // namespace hf
