#include "tests/unit/support/text.hpp"

#include <fmt/format.h>

#include <set>

#include "tests/unit/support/derived_facts.hpp"

namespace hf::testing {
namespace {

class TextSink final : public TokenSink {
public:
    void null() override { put("null"); }
    void boolean(bool value) override { put(value ? "true" : "false"); }
    void integer(std::int64_t value) override { put(fmt::to_string(value)); }
    void unsigned_integer(std::uint64_t value) override { put(fmt::to_string(value)); }
    void number(double value) override { put(fmt::to_string(value)); }
    void string(std::string_view value) override { put(fmt::format("\"{}\"", value)); }
    void begin_list(std::size_t) override { begin("["); }
    void end_list() override { end("]"); }
    void begin_map(std::size_t) override { begin("{"); }
    void key(std::string_view name) override {
        put(name);
        text_ += ": ";
        first_ = true;
    }
    void end_map() override { end("}"); }
    void encoded(std::string_view msgpack) override { put(fmt::format("<{} bytes>", msgpack.size())); }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void put(std::string_view word) {
        if (!first_) text_ += ", ";
        text_ += word;
        first_ = false;
    }
    void begin(std::string_view bracket) {
        put(bracket);
        first_ = true;
    }
    void end(std::string_view bracket) {
        text_ += bracket;
        first_ = false;
    }

    std::string text_;
    bool first_ = true;
};

template <class Map, class Line>
std::string lines(const Map& map, Line&& line) {
    std::set<std::string> sorted;
    for (const auto& aggregate : map) sorted.insert(line(aggregate));
    std::string text;
    for (const auto& one : sorted) text += one + "\n";
    return text;
}

// With its internal fields: as a snapshot holds it.
template <class Aggregates>
std::string whole_lines(const Aggregates& aggregates) {
    return lines(aggregates, []<class T>(const T& aggregate) { return text_of(whole_type_of<T>, &aggregate); });
}

}  // namespace

std::string text_of(const TypeInfo& type, const void* value) {
    TextSink sink;
    type.write(value, sink);
    return sink.text();
}

std::string text_of(const Event& event) {
    return std::visit([](const auto& e) { return fmt::format("{} {}", e.describe.name, text_of(e)); }, event);
}

std::vector<std::string> texts_of(const Events& events) {
    std::vector<std::string> texts;
    for (const auto& event : events) texts.push_back(text_of(event));
    return texts;
}

std::string text_of(const State& state) {
    auto text = fmt::format("position {}", state.position());
    for (const auto position : state.category_positions()) text += fmt::format(" {}", position);
    text += "\n";
    text += whole_lines(state.providers()) + whole_lines(state.templates());
    text += whole_lines(state.requests()) + whole_lines(state.machines());
    std::set<std::string> gone;
    for (const auto& [id, end] : state.deleted_templates())
        gone.insert(fmt::format("{} {} {} {}", id, end.ordinal, end.end.version, end.end.position));
    for (const auto& [id, end] : state.removed_providers())
        gone.insert(fmt::format("{} {} {} {}", id, end.ordinal, end.end.version, end.end.position));
    for (const auto& one : gone) text += "gone " + one + "\n";
    text += text_of(kept_facts(state));
    return text;
}

}  // namespace hf::testing
