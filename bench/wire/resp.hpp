// RESP 2, the protocol of Redis, as bytes.
//
//     send(resp::command({"XADD", "events", "*", "e", payload}));
//     while (auto reply = resp::take_reply(input)) use(reply->kind, reply->text);
//
// take_reply() removes a reply from the front of the input once all of it is there; it knows every kind but arrays,
// and throws std::runtime_error at what is none.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace hf::bench::resp {

std::string command(std::initializer_list<std::string_view> words);

enum class Kind : char { simple = '+', error = '-', integer = ':', bulk = '$' };

struct Reply {
    Kind kind{};
    std::string_view text;  // empty for a null
};

std::optional<Reply> take_reply(std::string_view& input);

// Whether the text is the id of an entry of a stream: digits, a hyphen, digits.
bool is_stream_id(std::string_view text);

}  // namespace hf::bench::resp
