#include "adapters/json/json_writer.hpp"

#include <utility>

#include "core/messages/rfc3339.hpp"
#include "core/text/utf8.hpp"

namespace hf {

JsonWriter::Json& JsonWriter::put(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    auto& parent = *open_.back();
    if (parent.is_array()) return parent.emplace_back(std::move(value));
    // parent[key] would search all earlier keys.
    auto& members = parent.get_ref<Json::object_t&>();
    static_cast<Json::object_t::Container&>(members).emplace_back(key_, std::move(value));
    return members.back().second;
}

void JsonWriter::null() { put(nullptr); }
void JsonWriter::boolean(bool value) { put(value); }
void JsonWriter::integer(std::int64_t value) { put(value); }
void JsonWriter::unsigned_integer(std::uint64_t value) { put(value); }
void JsonWriter::number(double value) { put(value); }
void JsonWriter::string(std::string_view value) { put(with_valid_utf8(value)); }
void JsonWriter::time(Timestamp value) { put(rfc3339(value)); }
// The pointers stay valid: a list or map gets no further element while one of its elements is open.
void JsonWriter::begin_list(std::size_t) { open_.push_back(&put(Json::array())); }
void JsonWriter::end_list() { open_.pop_back(); }
void JsonWriter::begin_map(std::size_t) { open_.push_back(&put(Json::object())); }
void JsonWriter::key(std::string_view name) { key_ = with_valid_utf8(name); }
void JsonWriter::end_map() { open_.pop_back(); }

void JsonWriter::encoded(std::string_view msgpack) {
    auto broken = codec_.parse(msgpack, *this);
    if (broken && !problem_) problem_ = std::move(broken);
}

std::string JsonWriter::text(int indent) const { return root_.dump(indent); }

}  // namespace hf
