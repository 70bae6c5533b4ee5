// The token of a launch is made of its request's id and the launch's number, so a machine that bears
// the token shows for which request it was made.
#pragma once

#include <string>

#include "core/domain/request/request.hpp"

namespace hf {

// The token of the request's launch of this number, which counts from 1.
std::string launch_token(const RequestId& id, std::uint32_t attempt);

// True if a launch of the request had this token.
bool bore(const Request& request, std::string_view token);

// The id of the request that the token names. The request need not exist, and need not have had the token.
RequestId request_named_by(std::string_view token);

}  // namespace hf
