#include "adapters/json/json_text.hpp"

#include <fmt/format.h>

#include "adapters/json/json_parser.hpp"
#include "adapters/json/json_writer.hpp"
#include "core/messages/codec.hpp"

namespace hf {
namespace {

std::optional<std::string> read(std::string_view text, Decoder& decoder) {
    if (auto broken = parse_json(text, decoder)) return broken;
    const auto& problem = decoder.problem();
    if (!problem) return std::nullopt;
    return problem->path.empty() ? problem->message : fmt::format("{} {}", problem->path, problem->message);
}

// A Value holds nothing that is encoded.
class NoCodec final : public Codec {
public:
    [[nodiscard]] std::string encode(const TypeInfo&, const void*) const override { return {}; }
    [[nodiscard]] std::string encode_withholding(const TypeInfo&, const void*) const override { return {}; }
    [[nodiscard]] std::optional<std::string> parse(std::string_view, TokenSink&) const override {
        return "there is nothing to decode";
    }
};

}  // namespace

tl::expected<Value, std::string> value_of_json(std::string_view text) {
    Value value;
    Decoder decoder(type_of<Value>, &value);
    if (auto wrong = read(text, decoder)) return tl::make_unexpected(std::move(*wrong));
    return value;
}

const std::string* text_at(const Value& value, std::initializer_list<std::string_view> path) {
    const auto* at = &value;
    for (const auto key : path) {
        const auto* map = at->as<ValueMap>();
        const auto found = map ? map->find(key) : ValueMap::const_iterator{};
        if (!map || found == map->end()) return nullptr;
        at = &found->second;
    }
    return at->as<std::string>();
}

std::optional<std::string> read_json(std::string_view text, const TypeInfo& type, void* target) {
    Decoder decoder(type, target, UnknownFields::ignore);
    return read(text, decoder);
}

std::string json_of(const ValueMap& map, int indent) {
    const NoCodec codec;
    JsonWriter writer(codec);
    write(map, writer);
    return writer.text(indent);
}

}  // namespace hf
