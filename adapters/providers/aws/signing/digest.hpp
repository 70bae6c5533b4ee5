// SHA-256 and its HMAC, by OpenSSL. Pure; any thread may call the functions.
#pragma once

#include <string>
#include <string_view>

namespace hf::aws {

std::string sha256(std::string_view data);  // returns 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hex(std::string_view bytes);

}  // namespace hf::aws
