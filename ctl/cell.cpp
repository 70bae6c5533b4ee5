#include "ctl/cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace hf::ctl {

std::string age(Timestamp moment, Timestamp now) {
    const auto seconds = std::max<std::int64_t>((now.microseconds - moment.microseconds) / 1'000'000, 0);
    // A unit is used until the age is two of the next unit, so that little precision is lost.
    if (seconds < 120) return fmt::format("{}s", seconds);
    if (seconds < 120L * 60) return fmt::format("{}m", seconds / 60);
    if (seconds < 48L * 3600) return fmt::format("{}h", seconds / 3600);
    return fmt::format("{}d", seconds / 86400);
}

std::string local_time(Timestamp moment) {
    const auto seconds = static_cast<std::time_t>(moment.microseconds / 1'000'000);
    std::tm parts{};
    if (!::localtime_r(&seconds, &parts)) return fmt::to_string(moment.microseconds);
    std::array<char, 64> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &parts);
    std::string result(text.data(), size);
    // strftime writes +0100 where RFC 3339 has +01:00.
    if (size > 5) result.insert(size - 2, ":");
    return result;
}

const Value& member(const Value& map, std::string_view name) {
    static const Value nothing;
    const auto* fields = map.as<ValueMap>();
    if (!fields) return nothing;
    const auto found = fields->find(name);
    return found == fields->end() ? nothing : found->second;
}

const FieldInfo* field_of(const TypeInfo* type, std::string_view name) {
    if (!type) return nullptr;
    const auto found =
        std::find_if(type->fields.begin(), type->fields.end(), [&](const auto& field) { return field.name == name; });
    return found == type->fields.end() ? nullptr : &*found;
}

namespace {

struct Cell {
    const TypeInfo* type;
    const std::optional<Present>& now;

    [[nodiscard]] std::string inner(const Value& value, const TypeInfo* of) const {
        const auto text = cell(value, of, now);
        if (value.as<ValueMap>()) return "{" + text + "}";
        return value.as<ValueList>() ? "[" + text + "]" : text;
    }
    [[nodiscard]] const TypeInfo* element() const { return type ? type->element : nullptr; }

    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool v) const { return v ? "yes" : "no"; }
    std::string operator()(std::int64_t v) const {
        return type && type->kind == Kind::time ? moment({v}) : fmt::to_string(v);
    }
    [[nodiscard]] std::string moment(Timestamp at) const {
        if (!now) return local_time(at);
        const auto when = now->as_of_now(at);
        // A clock that is a little behind makes no future.
        const bool ahead = when.microseconds >= now->now.microseconds + 1'000'000;
        return ahead ? "in " + age(now->now, when) : age(when, now->now);
    }
    std::string operator()(std::uint64_t v) const { return fmt::to_string(v); }
    std::string operator()(double v) const { return fmt::to_string(v); }
    std::string operator()(const std::string& v) const { return v; }
    std::string operator()(const ValueList& v) const {
        std::string result;
        for (const auto& each : v) result += (result.empty() ? "" : ",") + inner(each, element());
        return result;
    }
    std::string operator()(const ValueMap& v) const {
        std::string result;
        for (const auto& [key, each] : v) {
            const auto* field = field_of(type, key);
            result += (result.empty() ? "" : ",") + key + "=" + inner(each, field ? field->type : element());
        }
        return result;
    }
};

}  // namespace

std::string cell(const Value& value, const TypeInfo* type, const std::optional<Present>& now) {
    return std::visit(Cell{type, now}, value.data);
}

}  // namespace hf::ctl
