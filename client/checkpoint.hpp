// Checkpoint: a view's state, the position it is of, and the store that this is a position
// of, as bytes that a file or a column can hold.
//
//     const auto bytes = Checkpoint{.position = 41, .store_id = store, .state = encoded}.bytes();
//     const auto checkpoint = Checkpoint::of(bytes);       // or what is wrong with them
//
// The bytes are a line of text, "hostfactory-view 1 <position> <store> <length>", and after
// it the state as it is. Bytes that were cut off are refused.
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
