// Messages: every command and query of the catalogue, by name, so that a new one is reached over HTTP without a line.
//
//     const auto* message = Messages::of_the_catalogue().find("CreateRequest", true);
//
// Constant; any thread may read it.
#pragma once

#include <string_view>
#include <vector>

#include "core/bus/message_type.hpp"

namespace hf::http {

struct MessageOfApi {
    MessageType type;
    bool is_command = false;
};

class Messages {
public:
    static const Messages& of_the_catalogue();

    // Returns null if there is none of this name.
    [[nodiscard]] const MessageOfApi* find(std::string_view name, bool is_command) const;
    [[nodiscard]] const std::vector<MessageOfApi>& all() const { return all_; }
    // The refusal of a name that is none, with the one that was probably meant.
    [[nodiscard]] Error no_such(std::string_view name, bool is_command) const;

private:
    Messages();

    std::vector<MessageOfApi> all_;
};

}  // namespace hf::http
