// Reads JSON text (RFC 8259) into a TokenSink.
//
//     Decoder decoder(type_of<CreateRequest>, &command);
//     if (const auto broken = parse_json(text, decoder)) …        // the text is not JSON
//     if (const auto& problem = decoder.problem()) …              // the text is JSON, but not such a message
//
// Any thread may call it. Never throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/messages/token_sink.hpp"

namespace hf {

// Feeds the text to the sink. Returns what is wrong with the text itself ("line 3, column 7: …"), or
// nothing; the sink keeps the problems that it finds. An integer beyond 64 bits arrives as a number.
[[nodiscard]] std::optional<std::string> parse_json(std::string_view text, TokenSink& sink);

}  // namespace hf
