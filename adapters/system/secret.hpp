// Reads a secret by its reference (core/domain/values/secret_reference.hpp). It is read anew at
// each call, so that a rotated secret is found.
//     auto key = secret_of(SecretReference{"file:/etc/hostfactory/cloud.key"});
//     if (!key) …  // key.error() says why, and reveals nothing of the secret
//
// Thread-safe as long as no thread changes the environment.
#pragma once

#include <tl/expected.hpp>

#include "adapters/system/bounded_file.hpp"
#include "core/domain/values/secret_reference.hpp"

namespace hf {

// `readers` is for a file that the site has named; what systemd gives is the service's alone.
tl::expected<std::string, std::string> secret_of(const SecretReference& reference, Readers readers = Readers::daemon);

}  // namespace hf
