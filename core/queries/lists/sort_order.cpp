#include "core/queries/lists/sort_order.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "core/text/suggestion.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

constexpr std::string_view creation = "created_at";

bool sortable(const FieldInfo& field) {
    switch (field.type->kind) {
        case Kind::boolean:
        case Kind::integer:
        case Kind::string:
        case Kind::enumeration:
        case Kind::time: return true;
        default: return false;
    }
}

// Takes the single token of a plain value.
class ValueSink final : public TokenSink {
public:
    void null() override {}
    void boolean(bool value) override { taken = std::int64_t{value}; }
    void integer(std::int64_t value) override { taken = value; }
    void unsigned_integer(std::uint64_t value) override { taken = value; }
    void number(double) override {}
    void string(std::string_view value) override { taken = sort_text(value); }
    void begin_list(std::size_t) override {}
    void end_list() override {}
    void begin_map(std::size_t) override {}
    void key(std::string_view) override {}
    void end_map() override {}
    void encoded(std::string_view) override {}

    SortOrder::Key taken;
};

// Writes a letter for the type, followed by the value.
std::string text_of(const SortOrder::Key& key) {
    struct Text {
        std::string operator()(std::monostate) const { return "n"; }
        std::string operator()(std::int64_t v) const { return fmt::format("i{}", v); }
        std::string operator()(std::uint64_t v) const { return fmt::format("u{}", v); }
        std::string operator()(std::string_view v) const { return fmt::format("s{}", v); }
    };
    return std::visit(Text{}, key);
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool read_key(std::string_view text, SortOrder::Key& key) {
    if (text == "n") return true;
    const auto take = [&](auto value) {
        if (value) key = *value;
        return value.has_value();
    };
    const auto rest = text.substr(text.empty() ? 0 : 1);
    if (text.starts_with('s')) return take(std::optional(rest));
    if (text.starts_with('i')) return take(number_in<std::int64_t>(rest));
    if (text.starts_with('u')) return take(number_in<std::uint64_t>(rest));
    return false;
}

}  // namespace

Result<SortOrder> SortOrder::of(std::string_view text, const TypeInfo& items) {
    SortOrder order;
    order.text_ = text;
    order.descending_ = text.starts_with('-');
    const auto name = text.substr(order.descending_ ? 1 : 0);
    if (name == creation) return order;

    std::vector<std::string_view> names{creation};
    for (const auto& field : items.fields) {
        if (!sortable(field)) continue;
        if (field.name == name) {
            order.field_ = &field;
            return order;
        }
        if (field.name != creation) names.push_back(field.name);
    }
    auto unknown = error(Code::validation_error, "sort \"{}\" is not a field to sort by{}; there are {}",
                         shortened(name), did_you_mean(name, names), fmt::join(names, ", "));
    unknown.field = "sort";
    return tl::make_unexpected(std::move(unknown));
}

SortOrder::Rank SortOrder::rank_of(const void* item, Ordinal ordinal) const {
    ValueSink value;
    if (field_)
        if (const auto* source = field_->get(item)) field_->type->write(source, value);
    return {value.taken, ordinal};
}

// The ordinal comes first, because a cursor that begins with a - would look like an option on a
// command line.
std::string SortOrder::cursor(const Rank& last) const {
    return fmt::format("{}:{}:{}", last.ordinal, text_, text_of(last.key));
}

Result<SortOrder::Rank> SortOrder::read_cursor(std::string_view cursor) const {
    const auto wrong = [](std::string message) {
        auto refusal = error(Code::validation_error, "{}", message);
        refusal.field = "after";
        return tl::make_unexpected(std::move(refusal));
    };
    const auto first = std::min(cursor.find(':'), cursor.size());
    const auto second = std::min(cursor.find(':', first + 1), cursor.size());
    const auto ordinal = number_in<Ordinal>(cursor.substr(0, first));
    Rank rank;
    if (!ordinal || second == cursor.size() || !read_key(cursor.substr(second + 1), rank.key))
        return wrong("after must be the `next` of the page before");
    rank.ordinal = *ordinal;
    const auto sort = cursor.substr(first + 1, second - first - 1);
    if (sort != text_)
        return wrong(
            fmt::format("after belongs to a list sorted by {}; this one is sorted by {}", shortened(sort), text_));
    return rank;
}

}  // namespace hf
