// Key files: a secret key in Z85 on a line of its own, for its owner's eyes alone, and beside it the public one for
// everybody.
//
//     auto files = write_key_files("/etc/hostfactory", "server");  // server.key (0600) and server.pub (0644)
//     auto pair = read_key_file("/etc/hostfactory/server.key");
//
// Any thread may call these. Errors: in words for people, with the path; they reveal nothing of a key.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "core/access/key_pair.hpp"

namespace hf {

struct KeyFiles {
    std::string secret;
    std::string shown;
    PublicKey public_key;
};

// Makes a pair. A file that is there already stays as it is, and is an error. The directory is made for its owner alone
// if it is missing.
tl::expected<KeyFiles, std::string> write_key_files(const std::string& directory, const std::string& name);

// Refuses a file that others than its owner may read.
tl::expected<KeyPair, std::string> read_key_file(const std::string& path);

// The public key of either file.
tl::expected<PublicKey, std::string> public_key_in(const std::string& path);

}  // namespace hf
