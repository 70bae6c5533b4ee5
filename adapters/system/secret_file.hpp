// read_secret_file: reads a file of the site that nobody but its owner may use, without its last newline.
//
//     const auto text = read_secret_file("/etc/hostfactory/exporter.token");
//     if (!text) fail(text.error());  // "can't read …: it holds a secret, and others than its owner can use it …"
//
// A file in $CREDENTIALS_DIRECTORY is the service's alone whatever its mode says: systemd gives it by an access control
// list, which looks like a right of the group.
//
// Thread-safe as long as no thread changes the environment. Errors: in words for people, with the path; they reveal
// nothing of the secret.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace hf {

tl::expected<std::string, std::string> read_secret_file(const std::string& path);

}  // namespace hf
