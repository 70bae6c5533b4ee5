// SHA-256 and its HMAC, over OpenSSL. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hf::aws {

std::string sha256(std::string_view data);  // 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hex(std::string_view bytes);

}  // namespace hf::aws
