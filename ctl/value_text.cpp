#include "ctl/value_text.hpp"

#include <fmt/format.h>

#include "adapters/json/json_text.hpp"
#include "adapters/system/bounded_file.hpp"
#include "adapters/yaml/yaml_source.hpp"

namespace hf::ctl {
namespace {

// A command's body can't be as large; whatever is named, it fills no memory.
constexpr std::size_t most_bytes = 64 << 20;

}  // namespace

Value value_from_text(const std::string& text) {
    auto value = value_of_json(text);
    return value ? std::move(*value) : Value(text);
}

tl::expected<Value, std::string> value_from_file(const std::string& file) {
    const auto text = read_argument(file, most_bytes);
    if (!text) return tl::make_unexpected(fmt::format("{}: {}", file, text.error().message()));
    if (file.ends_with(".yaml") || file.ends_with(".yml")) {
        Value value;
        if (const auto problem = decode_yaml(*text, file, value)) return tl::make_unexpected(in_words(*problem));
        return value;
    }
    auto value = value_of_json(*text);
    if (!value) return tl::make_unexpected(fmt::format("{}: {}", file, value.error()));
    return value;
}

}  // namespace hf::ctl
