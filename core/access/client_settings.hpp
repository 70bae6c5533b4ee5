// ClientSettings: what the programs of a host connect with, where the daemon is at another one. Part of the same file
// as the endpoints.
#pragma once

#include <string>

#include "core/access/public_key.hpp"
#include "core/messages/describe.hpp"

namespace hf {

struct ClientSettings {
    PublicKey server_key;
    std::string key_file;

    static constexpr auto describe =
        message("client", "What clients connect with over TCP.",
                field<&ClientSettings::server_key>("server_key", "the daemon's public key"),
                field<&ClientSettings::key_file>("key_file", "the file of the client's own secret key; ~/ is the home")
                    .between(1, 4096));
};

}  // namespace hf
