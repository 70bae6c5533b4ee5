#include "core/messages/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text/suggestion.hpp"
#include "core/text/utf8.hpp"

namespace hf {

std::string not_a_choice(std::string_view value, std::span<const std::string_view> choices) {
    return fmt::format("\"{}\" is not one of {}{}", shortened(value), fmt::join(choices, ", "),
                       did_you_mean(value, choices));
}

namespace detail {

void write_object(const void* object, std::span<const FieldInfo> fields, TokenSink& sink, std::uint64_t which) {
    if (sink.withholds())
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (fields[i].confidential) which &= ~(std::uint64_t{1} << i);
    const auto source_of = [&](std::size_t i) { return which >> i & 1U ? fields[i].get(object) : nullptr; };
    std::size_t present = 0;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (source_of(i)) ++present;
    sink.begin_map(present);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const void* source = source_of(i);
        if (!source) continue;
        sink.key(fields[i].name);
        fields[i].type->write(source, sink);
    }
    sink.end_map();
}

}  // namespace detail
}  // namespace hf
