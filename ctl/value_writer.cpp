#include "ctl/value_writer.hpp"

#include "ctl/cell.hpp"

namespace hf::ctl {

namespace {

void write_map(const ValueMap& map, const TypeInfo* type, TokenSink& sink) {
    sink.begin_map(map.size());
    if (type)
        for (const auto& field : type->fields) {
            const auto found = map.find(field.name);
            if (found == map.end()) continue;
            sink.key(field.name);
            write_as(found->second, field.type, sink);
        }
    for (const auto& [key, value] : map) {
        if (field_of(type, key)) continue;
        sink.key(key);
        write_as(value, type ? type->element : nullptr, sink);
    }
    sink.end_map();
}

}  // namespace

void write_as(const Value& value, const TypeInfo* type, TokenSink& sink) {
    if (const auto* map = value.as<ValueMap>()) return write_map(*map, type, sink);
    if (const auto* list = value.as<ValueList>()) {
        sink.begin_list(list->size());
        for (const auto& each : *list) write_as(each, type ? type->element : nullptr, sink);
        return sink.end_list();
    }
    const auto* number = value.as<std::int64_t>();
    if (number && type && type->kind == Kind::time) return sink.time({*number});
    write(value, sink);
}

}  // namespace hf::ctl
