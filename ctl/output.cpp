#include "ctl/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <iterator>
#include <system_error>

#include "adapters/json/json_writer.hpp"
#include "adapters/yaml/yaml_writer.hpp"
#include "core/domain/history/recorded_event.hpp"
#include "ctl/cell.hpp"
#include "ctl/event_line.hpp"
#include "ctl/short_id.hpp"
#include "ctl/table.hpp"
#include "ctl/value_writer.hpp"

namespace hf::ctl {
namespace {

struct TableStyle {
    Present now;
    bool wide = false;
    bool short_ids = false;
};

std::string cell_of(const Value& item, const TypeInfo* type, std::string_view name, const TableStyle& style) {
    // Only the type of the event says which of its facts are times.
    if (type == &type_of<RecordedEvent> && name == "data")
        return facts(member(item, name), cell(member(item, "type"), nullptr, {}));
    const auto* field = field_of(type, name);
    auto text = cell(member(item, name), field ? field->type : nullptr, style.now.of(name));
    return style.short_ids && name.ends_with("_id") ? short_id(text) : text;
}

std::string table_of(const ValueList& items, const TypeInfo* type, const std::vector<Column>& columns,
                     const TableStyle& style) {
    std::vector<Column> shown;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(shown),
                 [&](const auto& column) { return style.wide || !column.wide; });
    std::vector<std::string> headings;
    for (const auto& column : shown) headings.push_back(column.heading);
    Table table(std::move(headings));
    for (const auto& item : items) {
        std::vector<std::string> row;
        for (const auto& column : shown) row.push_back(cell_of(item, type, column.field, style));
        table.add(std::move(row));
    }
    return table.text();
}

std::string heading(std::string_view field) {
    std::string text(field);
    for (auto& c : text) c = c == '_' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

// The columns of the verb that lists such things; otherwise one for every field.
std::vector<Column> columns_for(const TypeInfo* item) {
    if (item == &type_of<RecordedEvent>)
        return {{"POSITION", "position"},
                {"EVENT", "type"},
                {"COMMAND", "command_id", true},
                {"BY", "principal", true},
                {"FOR", "on_behalf_of", true},
                {"FACTS", "data"},
                {"AGE", "time"}};
    if (const auto* list = list_of(item)) return list->columns;
    std::vector<Column> columns;
    for (const auto& field : item ? item->fields : std::span<const FieldInfo>{})
        columns.push_back({heading(field.name), field.name});
    return columns;
}

// True for a field such as "template_id" or "name" that identifies the whole.
bool is_id(std::string_view field) { return field == "id" || field == "name" || field.ends_with("_id"); }

std::string id_in(const Value& thing, const TypeInfo* type, const std::vector<Column>& columns) {
    if (!columns.empty()) return cell(member(thing, columns.front().field), nullptr, {});
    for (const auto& field : type ? type->fields : std::span<const FieldInfo>{})
        if (is_id(field.name) && !member(thing, field.name).is_null())
            return cell(member(thing, field.name), nullptr, {});
    return {};
}

// Writes "machine_count" as "machine count".
std::string label(std::string_view field) {
    std::string text(field);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

class FieldByField {
public:
    explicit FieldByField(const TableStyle& style) : style_(style) {}

    // With `blocks`, lists are shown item by item, since a table of these items would have lists in
    // its cells.
    void add(const ValueMap& map, const TypeInfo* type, std::size_t depth, bool blocks = false) {
        std::size_t widest = 0;
        for (const auto& [key, value] : map)
            if (!nested(value)) widest = std::max(widest, width(label(key)));
        const auto put = [&](const std::string& key, const Value& value, const TypeInfo* of) {
            const std::string blanks(depth * 2, ' ');
            const auto name = printable(type && !type->fields.empty() ? label(key) : key);
            if (const auto* inner = value.as<ValueMap>(); inner && nested(value)) {
                text += fmt::format("{}{}:\n", blanks, name);
                return add(*inner, of, depth + 1, blocks);
            }
            if (const auto* items = value.as<ValueList>(); items && nested(value)) {
                const auto* item = of ? of->element : nullptr;
                text += fmt::format("{}{}:\n", blanks, name);
                if (blocks || std::ranges::any_of(*items, holds_lists)) return add_blocks(*items, item, depth);
                text += table_of(*items, item, columns_for(item), style_);
                return;
            }
            const auto shown = printable(show(value, of, style_.now.of(key)));
            text += fmt::format("{}{}:{} {}\n", blanks, name, std::string(widest - std::min(widest, width(name)), ' '),
                                shown.empty() ? "-" : shown);
        };
        if (type)
            for (const auto& field : type->fields)
                if (const auto found = map.find(field.name); found != map.end())
                    put(found->first, found->second, field.type);
        for (const auto& [key, value] : map)
            if (!field_of(type, key)) put(key, value, type ? type->element : nullptr);
    }

    std::string text;

private:
    void add_blocks(const ValueList& items, const TypeInfo* type, std::size_t depth) {
        for (const auto& item : items) {
            const auto* map = item.as<ValueMap>();
            if (!map || map->empty()) continue;
            const auto begin = text.size();
            add(*map, type, depth + 2, true);
            text[begin + depth * 2 + 2] = '-';
        }
    }
    // True for an object that holds lists of objects.
    static bool holds_lists(const Value& item) {
        const auto* map = item.as<ValueMap>();
        return map && std::ranges::any_of(*map, [](const auto& field) {
                   return nested(field.second) && field.second.template as<ValueList>();
               });
    }
    // True for a value that needs lines of its own.
    static bool nested(const Value& value) {
        if (const auto* map = value.as<ValueMap>()) return !map->empty();
        const auto* list = value.as<ValueList>();
        return list && !list->empty() && list->front().as<ValueMap>();
    }
    static std::string show(const Value& value, const TypeInfo* type, const Present& present) {
        const auto* number = value.as<std::int64_t>();
        if (!number || !type || type->kind != Kind::time) return cell(value, type, present);
        const auto when = present.as_of_now({*number});
        return when > present.now ? fmt::format("{} (in {})", local_time({*number}), age(present.now, when))
                                  : fmt::format("{} ({} ago)", local_time({*number}), age(when, present.now));
    }

    TableStyle style_;
};

// Says what a list leaves out, and how to see the rest.
std::string rest_of(const Value& list, std::size_t shown) {
    const auto total = member(list, "total").as_integer();
    if (const auto* next = member(list, "next").as<std::string>())
        return fmt::format("({} of {}; --after '{}' goes on)\n", shown, total.value_or(0), printable(*next));
    if (!total || *total <= static_cast<std::int64_t>(shown)) return {};
    return fmt::format("({} of {}; --limit and --offset show more)\n", shown, *total);
}

// Lists the named things that do not exist.
std::string unknown_in(const Value& list, const Present& now) {
    const auto unknown = cell(member(list, "unknown"), nullptr, now);
    return unknown.empty() ? "" : fmt::format("(unknown: {})\n", printable(unknown));
}

}  // namespace

std::string as_json(const Value& value, const TypeInfo& type, const Codec& codec, int indent) {
    JsonWriter writer(codec);
    write_as(value, &type, writer);
    return writer.text(indent) + "\n";
}

std::string as_yaml(const Value& value, const TypeInfo& type, const Codec& codec) {
    YamlWriter writer(codec);
    write_as(value, &type, writer);
    return writer.text();
}

std::string as_table(const Value& value, const TypeInfo& type, const std::vector<Column>& columns, const Present& now,
                     bool wide, bool short_ids) {
    const TableStyle style{now, wide, short_ids};
    if (!columns.empty()) {
        static const ValueList none;
        const auto* items = member(value, "items").as<ValueList>();
        if (!items) items = &none;
        const auto* field = field_of(&type, "items");
        return table_of(*items, field ? field->type->element : nullptr, columns, style) +
               rest_of(value, items->size()) + unknown_in(value, now);
    }
    FieldByField lines(style);
    if (const auto* map = value.as<ValueMap>()) lines.add(*map, &type, 0);
    return lines.text;
}

std::string as_names(const Value& value, const TypeInfo& type, const std::vector<Column>& columns) {
    std::string text;
    const auto put = [&](const std::string& id) {
        if (!id.empty()) text += printable(id) + "\n";
    };
    const auto* items = member(value, "items").as<ValueList>();
    if (!items) {
        put(id_in(value, &type, columns));
        return text;
    }
    const auto* field = field_of(&type, "items");
    for (const auto& item : *items) put(id_in(item, field ? field->type->element : nullptr, columns));
    return text;
}

std::string rendered(Format format, const Value& value, const TypeInfo& type, const std::vector<Column>& columns,
                     const Codec& codec, const Present& now) {
    switch (format) {
        case Format::json: return as_json(value, type, codec, 2);
        case Format::yaml: return as_yaml(value, type, codec);
        case Format::name: return as_names(value, type, columns);
        case Format::wide: return as_table(value, type, columns, now, true);
        case Format::table: break;
    }
    // On a terminal there is a person, whose lines are short.
    return as_table(value, type, columns, now, false, ::isatty(STDOUT_FILENO) == 1);
}

bool print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
    if (errno == EPIPE) return false;
    throw std::system_error(errno, std::generic_category(), "standard output");
}

}  // namespace hf::ctl
