// A secret of its reference (core/domain/values/secret_reference.hpp), read anew at each call, so that
// a rotated one is found.
//
//     auto key = secret_of(SecretReference{"file:/etc/hostfactory/cloud.key"});
//     if (!key) …  // key.error() says why, and nothing of the secret
//
// Thread-safe as long as nobody changes the environment.
#pragma once

#include <tl/expected.hpp>

#include "core/domain/values/secret_reference.hpp"

namespace hf {

tl::expected<std::string, std::string> secret_of(const SecretReference& reference);

}  // namespace hf
