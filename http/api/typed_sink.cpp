#include "http/api/typed_sink.hpp"

#include <algorithm>
#include <utility>

#include "core/domain/history/event_types.hpp"
#include "core/domain/history/recorded_event.hpp"

namespace hf::http {
namespace {

const TypeInfo* data_of_event(std::string_view type) {
    const auto all = every_event_type();
    const auto found = std::ranges::find(all, type, &EventType::name);
    return found == all.end() ? nullptr : found->data;
}

}  // namespace

void TypedSink::integer(std::int64_t value) {
    if (next_ && next_->kind == Kind::time)
        sink_.time({value});
    else
        sink_.integer(value);
}

void TypedSink::unsigned_integer(std::uint64_t value) {
    if (next_ && next_->kind == Kind::time && std::in_range<std::int64_t>(value))
        sink_.time({static_cast<std::int64_t>(value)});
    else
        sink_.unsigned_integer(value);
}

void TypedSink::string(std::string_view value) {
    if (!open_.empty() && std::exchange(open_.back().names_event, false)) open_.back().event = data_of_event(value);
    sink_.string(value);
}

void TypedSink::begin() { open_.push_back({next_}); }

void TypedSink::end() {
    open_.pop_back();
    // The elements of a list have one type, and there is no key before each.
    next_ = open_.empty() || !open_.back().type ? nullptr : open_.back().type->element;
}

void TypedSink::begin_list(std::size_t size) {
    begin();
    next_ = next_ ? next_->element : nullptr;
    sink_.begin_list(size);
}

void TypedSink::end_list() {
    end();
    sink_.end_list();
}

void TypedSink::begin_map(std::size_t size) {
    begin();
    sink_.begin_map(size);
}

void TypedSink::key(std::string_view name) {
    auto& frame = open_.back();
    next_ = frame.type ? frame.type->element : nullptr;
    frame.names_event = false;
    if (frame.type && frame.type->kind == Kind::object) {
        const auto found = std::ranges::find(frame.type->fields, name, &FieldInfo::name);
        next_ = found == frame.type->fields.end() ? nullptr : found->type;
        if (frame.type == &type_of<RecordedEvent>) {
            frame.names_event = name == "type";
            if (name == "data") next_ = frame.event;
        }
    }
    sink_.key(name);
}

void TypedSink::end_map() {
    end();
    sink_.end_map();
}

}  // namespace hf::http
