// EventText: an event as a line of JSON, for people and other programs, and back again, byte for byte.
//
//     out << text_of_event(event, codec) << '\n';  // {"position":1,"category":"template",…,"data":{…},"checksum":"…"}
//     const auto read = event_of_text(line, previous_of);
//     if (!read) fail(read.error());
//
// The fields are those of docs/PROTOCOL.md, with `data` decoded. `checksum` is that of the row in the store, in 16
// hexadecimal digits: a line that has one is refused where it does not give that row again.
//
// Pure functions, for any thread. Errors: as values; text_of_event throws std::runtime_error for data that JSON can't
// express exactly.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/domain/history/recorded_event.hpp"
#include "core/messages/codec.hpp"

namespace hf {

std::string text_of_event(const RecordedEvent& event, const Codec& codec);

// `previous_of`: the position of the event before this one in its stream, which is not in the text; 0: there is none.
tl::expected<RecordedEvent, std::string> event_of_text(
    std::string_view line, const std::function<Position(const RecordedEvent&)>& previous_of);

}  // namespace hf
