// ZMTP 3.1 with the NULL mechanism, as bytes: what a DEALER or a SUB of ours says to a socket of libzmq. It exists so
// that a load generator costs next to nothing; a program uses libzmq.
//
//     send(zmtp::greeting() + zmtp::ready("DEALER"));
//     while (!zmtp::take_greeting(input)) receive_more();
//     send(zmtp::frame("", true) + zmtp::frame(message));
//     while (auto frame = zmtp::take_frame(input)) if (!frame->command) use(frame->body);
//
// The functions that take something remove it from the front of the input once all of it is there, and throw
// std::runtime_error at what is no ZMTP.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hf::bench::zmtp {

std::string greeting();
std::string ready(std::string_view socket_type);
std::string subscribe(std::string_view topic);
std::string frame(std::string_view body, bool more = false);

struct Frame {
    std::string_view body;
    bool more = false;
    bool command = false;
};

bool take_greeting(std::string_view& input);
std::optional<Frame> take_frame(std::string_view& input);

}  // namespace hf::bench::zmtp
