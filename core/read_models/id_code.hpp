// IdCode: the id of a request as a number in the same order, of 16 bytes in place of 40.
//
//     if (const std::optional<IdCode> code = id_code_of("req-0193a1b2-c3d4-7e5f-8a9b-0123456789ab")) use(*code);
//
// Requests have such ids: what they are for, and a UUID. Another text has no code.
#pragma once

#include <optional>
#include <string_view>

namespace hf {

__extension__ typedef unsigned __int128 IdCode;

[[nodiscard]] std::optional<IdCode> id_code_of(std::string_view id);

}  // namespace hf
