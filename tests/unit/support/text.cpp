#include "tests/unit/support/text.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

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

template <class Ids>
std::string sorted(const Ids& ids) {
    std::set<std::string> values;
    for (const auto& id : ids) values.insert(id.value);
    std::string line;
    for (const auto& value : values) line += " " + value;
    return line;
}

template <class Map, class Line>
std::string lines(const Map& map, Line&& line) {
    std::set<std::string> sorted;
    for (const auto& aggregate : map) sorted.insert(line(aggregate));
    std::string text;
    for (const auto& one : sorted) text += one + "\n";
    return text;
}

template <class Counts>
std::string counts(const Counts& by_name) {
    std::string line;
    for (const auto& [name, count] : by_name) line += fmt::format(" {}={}", name, count);
    return line;
}

// Nothing of one that has asked its first source alone, as all of earlier versions.
std::string search_of(const Request& r) {
    if (r.source == 0 && r.tried <= 1 && r.hopeless == 0) return {};
    return fmt::format(" source={} tried={:b} hopeless={:b}", r.source, r.tried, r.hopeless);
}

std::string hidden_of(const Request& r) {
    return fmt::format("correlation={} trace={} attempts={} launch={} problem={} gave_up={} live={} starting={}{}",
                       r.correlation_id, r.traceparent.value_or(""), r.attempts,
                       r.launch ? fmt::format("{}/{}/{}", r.launch->attempt, r.launch->token, r.launch->count) : "-",
                       r.last_problem.value_or(""), r.gave_up, r.live, r.starting, search_of(r));
}

// Nothing of one that was never audited: such a line is what stores of earlier versions were written down as.
std::string hidden_of(const ProviderAggregate& p) {
    if (!p.audit && p.audit_wanted_at == 0) return {};
    return fmt::format(" audit={} wanted={} answers={} at={}", p.audit ? text_of(*p.audit) : "-", p.audit_wanted_at,
                       p.audit_answers, p.audited_at ? p.audited_at->microseconds : 0);
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
    text += lines(state.providers(), [](const auto& p) { return text_of(p) + hidden_of(p); });
    text += lines(state.templates(), [](const auto& t) { return text_of(t); });
    text += lines(state.requests(), [](const auto& r) { return text_of(r) + " " + hidden_of(r); });
    text += lines(state.machines(), [&](const auto& m) {
        const auto* named = state.machine_named(m.spec.name);
        return fmt::format("{} returns={} named={}", text_of(m), sorted(m.returns),
                           named ? named->spec.machine_id.value : "-");
    });
    std::set<std::string> gone;
    for (const auto& [id, end] : state.deleted_templates())
        gone.insert(fmt::format("{} {} {} {}", id, end.ordinal, end.end.version, end.end.position));
    for (const auto& [id, end] : state.removed_providers())
        gone.insert(fmt::format("{} {} {} {}", id, end.ordinal, end.end.version, end.end.position));
    for (const auto& one : gone) text += "gone " + one + "\n";
    text += "taken back";
    for (const auto& id : state.taken_back()) text += " " + id.value;
    text += "\nopen requests" + sorted(state.open_requests()) + "\n";
    text += "open launches" + sorted(state.open_launches()) + "\n";
    text += "live machines" + sorted(state.live_machines()) + "\n";
    text += "requests" + counts(state.requests_by_status().by_name()) + "\n";
    text += "machines" + counts(state.machines_by_status().by_name()) + "\n";
    return text;
}

}  // namespace hf::testing
