#include "ctl/value_text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include "adapters/json/json_parser.hpp"
#include "adapters/yaml/yaml_source.hpp"

namespace hf::ctl {
namespace {

tl::expected<Value, std::string> from_json(const std::string& text) {
    Value value;
    Decoder decoder(type_of<Value>, &value);
    if (auto broken = parse_json(text, decoder)) return tl::make_unexpected(std::move(*broken));
    if (const auto& problem = decoder.problem()) return tl::make_unexpected(problem->path + " " + problem->message);
    return value;
}

tl::expected<std::string, std::string> text_of(const std::string& file) {
    std::ostringstream text;
    if (file == "-") {
        text << std::cin.rdbuf();
        return std::move(text).str();
    }
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in || (!(text << in.rdbuf()) && errno != 0))
        return tl::make_unexpected(fmt::format("{}: {}", file, std::generic_category().message(errno)));
    return std::move(text).str();
}

}  // namespace

Value value_from_text(const std::string& text) {
    auto value = from_json(text);
    return value ? std::move(*value) : Value(text);
}

tl::expected<Value, std::string> value_from_file(const std::string& file) {
    const auto text = text_of(file);
    if (!text) return tl::make_unexpected(text.error());
    if (file.ends_with(".yaml") || file.ends_with(".yml")) {
        Value value;
        if (const auto problem = decode_yaml(*text, file, value)) return tl::make_unexpected(in_words(*problem));
        return value;
    }
    auto value = from_json(*text);
    if (!value) return tl::make_unexpected(fmt::format("{}: {}", file, value.error()));
    return value;
}

}  // namespace hf::ctl
