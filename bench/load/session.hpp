// Session: one connection's side of a conversation with a server, without the socket. The generator numbers the
// messages; a session writes them and knows from each reply which number it answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hf::bench {

class Session {
public:
    virtual ~Session() = default;

    // What is sent first.
    [[nodiscard]] virtual std::string greeting() const = 0;
    // Takes the server's greeting from the input; true once it is complete.
    virtual bool take_greeting(std::string_view& input) = 0;

    virtual void put_message(std::string& out, std::uint64_t number) = 0;
    // Takes the next reply from the input if all of it is there. Throws std::runtime_error with the server's own
    // words if the reply is not what a success looks like.
    virtual std::optional<std::uint64_t> take_reply(std::string_view& input) = 0;
};

using Sessions = std::function<std::unique_ptr<Session>()>;

}  // namespace hf::bench
