#include "adapters/json/json_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>

#include "core/text/utf8.hpp"

namespace hf {
namespace {

constexpr std::size_t deepest = 64;

std::string at(std::string_view text, std::size_t offset, std::string_view reason) {
    const auto before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n') + 1;  // if there is none: npos + 1 is 0
    return fmt::format("line {}, column {}: {}", line, offset - line_start + 1, reason);
}

// Finds the offset at which the text is nested too deeply. The parser does not tell its handler the
// offset, so the depth is checked beforehand. Where this miscounts, the text is not JSON anyway.
std::optional<std::size_t> too_deep_at(std::string_view text) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > deepest) return i;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return std::nullopt;
}

// Extracts the reason from "[json.exception.parse_error.101] parse error at line 1, column 2:
// syntax error …".
std::string_view reason_in(std::string_view what) {
    if (const auto bracket = what.find("] "); bracket != std::string_view::npos) what.remove_prefix(bracket + 2);
    if (what.starts_with("parse error at "))
        if (const auto colon = what.find(": "); colon != std::string_view::npos) what.remove_prefix(colon + 2);
    return what;
}

class Handler : public nlohmann::json_sax<nlohmann::json> {
public:
    Handler(std::string_view text, TokenSink& sink) : text_(text), sink_(sink) {}

    [[nodiscard]] std::optional<std::string>& broken() { return broken_; }

    bool null() override { return sink_.null(), going_on(); }
    bool boolean(bool value) override { return sink_.boolean(value), going_on(); }
    bool number_integer(std::int64_t value) override { return sink_.integer(value), going_on(); }
    bool number_unsigned(std::uint64_t value) override { return sink_.unsigned_integer(value), going_on(); }
    bool number_float(double value, const std::string&) override { return sink_.number(value), going_on(); }
    bool string(std::string& value) override { return sink_.string(value), going_on(); }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return sink_.begin_map(TokenSink::unknown_size), going_on(); }
    bool key(std::string& name) override { return sink_.key(name), going_on(); }
    bool end_object() override { return sink_.end_map(), going_on(); }
    bool start_array(std::size_t) override { return sink_.begin_list(TokenSink::unknown_size), going_on(); }
    bool end_array() override { return sink_.end_list(), going_on(); }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) override {
        // The reason quotes the last bytes that were read, and may end within a character.
        broken_ = at(text_, position == 0 ? 0 : position - 1, with_valid_utf8(reason_in(e.what())));
        return false;
    }

private:
    [[nodiscard]] bool going_on() const { return !sink_.failed(); }

    std::string_view text_;
    TokenSink& sink_;
    std::optional<std::string> broken_;
};

}  // namespace

std::optional<std::string> parse_json(std::string_view text, TokenSink& sink) try {
    if (const auto offset = too_deep_at(text))
        return at(text, *offset, fmt::format("it is nested more than {} deep", deepest));
    Handler handler(text, sink);
    nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
    return std::move(handler.broken());
} catch (const std::exception& e) {
    return fmt::format("it can't be read: {}", e.what());
}

}  // namespace hf
