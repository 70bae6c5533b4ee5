// Whether a request names a media type among those that it takes, whatever its preference.
//
//     if (names_media_type(request.headers, "application/x-ndjson")) answer_in_lines();
//
// Pure; any thread may call it. Wildcards name nothing: they leave the choice to the server.
#pragma once

#include <string_view>

#include "http/wire/headers.hpp"

namespace hf::http {

[[nodiscard]] bool names_media_type(const Headers& headers, std::string_view type);

}  // namespace hf::http
