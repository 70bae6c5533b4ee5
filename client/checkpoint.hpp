// Checkpoint: a view's state, its position, and the id of the store that the position belongs to,
// as bytes for a file or a column.
//
//     const auto bytes = Checkpoint{.position = 41, .store_id = store, .state = encoded}.bytes();
//     const auto checkpoint = Checkpoint::of(bytes);       // or a text that says what is wrong with them
//
// The bytes are a line of text, "hostfactory-view 1 <position> <store> <length>", followed by the
// state as it is. Bytes that were cut off are refused.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/domain/values/identifiers.hpp"

namespace hf {

struct Checkpoint {
    Position position{};
    std::string store_id{};
    std::string state{};

    [[nodiscard]] std::string bytes() const;
    static tl::expected<Checkpoint, std::string> of(std::string_view bytes);
};

}  // namespace hf
