#include "adapters/sqlite/numbering.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace hf::sqlite {

std::optional<std::string> Numbering::take(const EventRow& event) {
    if (event.position != head_ + 1) return fmt::format("it has position {}, not {}", event.position, head_ + 1);
    if (event.category >= categories_.size()) return fmt::format("there is no category {}", event.category);
    auto& in_category = categories_[event.category];
    if (!known_[event.category] && event.category_position > 0) in_category = event.category_position - 1;
    if (event.category_position != in_category + 1)
        return fmt::format("it is number {} of its category, not {}", event.category_position, in_category + 1);
    if (event.stream_version == 0) return "it is number 0 of its stream";
    const auto before = from_the_start_ ? 0 : event.stream_version - 1;
    const auto [stream, is_new] = streams_.try_emplace(stream_of(event), before);
    if (event.stream_version != stream->second + 1) {
        auto wrong = fmt::format("it is number {} of its stream, not {}", event.stream_version, stream->second + 1);
        if (is_new) streams_.erase(stream);
        return wrong;
    }
    known_[event.category] = true;
    ++stream->second;
    ++in_category;
    ++head_;
    return std::nullopt;
}

void Numbering::give_back(const EventRow& event) {
    const auto stream = streams_.find(stream_of(event));
    // A numbering that doesn't know the start of all streams keeps a stream that it has met.
    if (--stream->second == 0 && from_the_start_) streams_.erase(stream);
    --categories_[event.category];
    --head_;
}

// A stream's name is unique within its category only, so the category seeds the hash.
Numbering::Stream Numbering::stream_of(const EventRow& event) {
    const auto hash = XXH3_128bits_withSeed(event.stream.data(), event.stream.size(), event.category);
    return {hash.low64, hash.high64};
}

}  // namespace hf::sqlite
