#include "ctl/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "adapters/json/json_writer.hpp"
#include "adapters/yaml/yaml_writer.hpp"
#include "ctl/cell.hpp"
#include "ctl/table.hpp"
#include "ctl/value_writer.hpp"

namespace hf::ctl {
namespace {

std::string table_of(const ValueList& items, const TypeInfo* type, const std::vector<Column>& columns, Timestamp now) {
    std::vector<std::string> headings;
    for (const auto& column : columns) headings.push_back(column.heading);
    Table table(std::move(headings));
    for (const auto& item : items) {
        std::vector<std::string> row;
        for (const auto& column : columns) {
            const auto* field = field_of(type, column.field);
            row.push_back(cell(member(item, column.field), field ? field->type : nullptr, now));
        }
        table.add(std::move(row));
    }
    return table.text();
}

// "machine_count" as people write it: "machine count".
std::string label(std::string_view field) {
    std::string text(field);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

class FieldByField {
public:
    explicit FieldByField(Timestamp now) : now_(now) {}

    void add(const ValueMap& map, const TypeInfo* type, std::size_t depth) {
        std::size_t widest = 0;
        for (const auto& [key, value] : map)
            if (!nested(value)) widest = std::max(widest, width(label(key)));
        const auto put = [&](const std::string& key, const Value& value, const TypeInfo* of) {
            const std::string blanks(depth * 2, ' ');
            const auto name = printable(type && !type->fields.empty() ? label(key) : key);
            if (const auto* inner = value.as<ValueMap>(); inner && nested(value)) {
                text += fmt::format("{}{}:\n", blanks, name);
                return add(*inner, of, depth + 1);
            }
            if (const auto* items = value.as<ValueList>(); items && nested(value)) {
                text += fmt::format("{}{}:\n{}", blanks, name, table_of(*items, of->element, machine_columns(), now_));
                return;
            }
            const auto shown = printable(show(value, of));
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
    // What gets lines of its own.
    static bool nested(const Value& value) {
        if (const auto* map = value.as<ValueMap>()) return !map->empty();
        const auto* list = value.as<ValueList>();
        return list && !list->empty() && list->front().as<ValueMap>();
    }
    [[nodiscard]] std::string show(const Value& value, const TypeInfo* type) const {
        const auto* number = value.as<std::int64_t>();
        if (number && type && type->kind == Kind::time)
            return *number > now_.microseconds
                       ? fmt::format("{} (in {})", local_time({*number}), age(now_, {*number}))
                       : fmt::format("{} ({} ago)", local_time({*number}), age({*number}, now_));
        return cell(value, type, now_);
    }

    Timestamp now_;
};

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

std::string as_table(const Value& value, const TypeInfo& type, const std::vector<Column>& columns, Timestamp now) {
    if (!columns.empty()) {
        const auto* items = member(value, "items").as<ValueList>();
        const auto* field = field_of(&type, "items");
        auto text = table_of(items ? *items : ValueList{}, field ? field->type->element : nullptr, columns, now);
        const auto shown = items ? static_cast<std::int64_t>(items->size()) : 0;
        if (const auto total = member(value, "total").as_integer(); total && *total > shown)
            text += fmt::format("({} of {}; --limit and --offset show more)\n", shown, *total);
        return text;
    }
    FieldByField lines(now);
    if (const auto* map = value.as<ValueMap>()) lines.add(*map, &type, 0);
    return lines.text;
}

std::string rendered(Format format, const Value& value, const TypeInfo& type, const std::vector<Column>& columns,
                     const Codec& codec, Timestamp now) {
    switch (format) {
        case Format::json: return as_json(value, type, codec, 2);
        case Format::yaml: return as_yaml(value, type, codec);
        case Format::table: break;
    }
    return as_table(value, type, columns, now);
}

bool print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
    if (errno == EPIPE) return false;
    throw std::system_error(errno, std::generic_category(), "standard output");
}

}  // namespace hf::ctl
