// The token of a launch: its request and its number, so that a machine which bears it tells for
// whom it was made.
#pragma once

#include <string>

#include "core/domain/request/request.hpp"

namespace hf {

// Of the request's launch of this number, from 1.
std::string launch_token(const RequestId& id, std::uint32_t attempt);

// Whether a launch of the request bore it.
bool bore(const Request& request, std::string_view token);

// The request that it would belong to; whether there is one, and whether it bore it, is another matter.
RequestId request_named_by(std::string_view token);

}  // namespace hf
