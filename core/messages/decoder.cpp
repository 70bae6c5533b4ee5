#include "core/messages/decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/text/suggestion.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

std::string expectation(const TypeInfo& type) {
    const bool vowel = std::string_view("aeiou").find(type.name.front()) != std::string_view::npos;
    return fmt::format("must be {} {}", vowel ? "an" : "a", type.name);
}

template <class Measure>
std::string out_of(const Bounds& bounds, const TypeInfo& type, Measure measure) {
    const bool length = type.kind == Kind::string || type.kind == Kind::list || type.kind == Kind::map;
    const auto* const what = length ? (type.kind == Kind::string ? "length " : "number of elements ") : "";
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (bounds.high == most) return fmt::format("{}must be at least {}, not {}", what, bounds.low, measure);
    if (bounds.low == least) return fmt::format("{}must be at most {}, not {}", what, bounds.high, measure);
    return fmt::format("{}must be from {} to {}, not {}", what, bounds.low, bounds.high, measure);
}

// Says within which bounds a number must be that its type can't hold. `field` is null for an element of a list or map.
template <class Integer>
std::string does_not_fit(const FieldInfo* field, const TypeInfo& type, Integer value) {
    auto bounds = type.range;
    if (field && field->bounded)
        bounds = {std::max(bounds.low, field->bounds.low), std::min(bounds.high, field->bounds.high)};
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (std::cmp_greater(value, most) && bounds.high == most)
        return fmt::format("must be at most {}, not {}", most, value);
    return out_of(bounds, type, value);
}

}  // namespace

Decoder::Decoder(const TypeInfo& type, void* target, UnknownFields unknown, DecodeLimits limits)
    : root_{&type, target}, unknown_(unknown), limits_(limits) {
    frames_.reserve(4);  // the depth of most messages
}

std::string Decoder::path() const {
    std::string result;
    for (const auto& frame : frames_) {
        if (frame.type->kind == Kind::list) {
            result += fmt::format("[{}]", frame.index);
            continue;
        }
        const auto name = frame.field ? frame.field->name : std::string_view(frame.key);
        if (name.empty()) break;
        if (!result.empty()) result += '.';
        result += shortened(name);  // a map's key may have any length
    }
    return result;
}

void Decoder::complain(std::string message) {
    if (over_) return;
    if (!problem_) {
        problem_ = Problem{path(), std::move(message)};
    } else if (problems() < most_findings) {
        problem_->others.push_back({path(), std::move(message)});
    } else {
        problem_->others.push_back({{}, std::string(more_findings)});
        over_ = true;
    }
}

void Decoder::fail(std::string message) {
    complain(std::move(message));
    over_ = true;
}

void Decoder::refuse(std::string message) {
    complain(std::move(message));
    step();
}

void Decoder::refuse_type(const TypeInfo& type, std::string_view got) {
    refuse(fmt::format("{}, not {}", expectation(type), got));
}

void Decoder::refuse_key(std::string message) {
    complain(std::move(message));
    auto& frame = frames_.back();
    frame.field = nullptr;
    frame.key.clear();
    skip_next_ = true;
}

void Decoder::wrong_value(std::string message) {
    if (next()) refuse(std::move(message));
}

// Skipped values count as well; otherwise aliases in a text could make it endless.
bool Decoder::too_many() {
    if (++elements_ <= limits_.elements) return false;
    fail(fmt::format("has more than {} elements in all", limits_.elements));
    return true;
}

std::optional<Decoder::Slot> Decoder::next() {
    if (over_ || too_many() || skipping_ > 0) return std::nullopt;
    if (skip_next_) {
        skip_next_ = false;
        return std::nullopt;
    }
    if (frames_.empty()) {
        if (root_done_) {
            fail("more than one value");
            return std::nullopt;
        }
        return root_;
    }
    auto& frame = frames_.back();
    switch (frame.type->kind) {
        case Kind::list: return Slot{frame.type->element, frame.type->append(frame.target)};
        case Kind::map: {
            void* place = frame.type->insert(frame.target, frame.key);
            if (!place) {
                refuse("is given twice");
                return std::nullopt;
            }
            return Slot{frame.type->element, place};
        }
        default: return Slot{frame.field->type, frame.field->target(frame.target)};
    }
}

void Decoder::step() {
    if (frames_.empty()) {
        root_done_ = true;
        return;
    }
    auto& frame = frames_.back();
    if (frame.type->kind == Kind::list)
        ++frame.index;
    else if (frame.field)
        frame.field = nullptr;
    else
        frame.key.clear();
}

void Decoder::value_done() {
    if (!frames_.empty() && frames_.back().field) check_bounds(*frames_.back().field, frames_.back().target);
    step();
}

void Decoder::check_bounds(const FieldInfo& field, const void* object) {
    if (!field.bounded || unknown_ == UnknownFields::ignore) return;
    const void* value = field.get(object);
    if (!value) return;
    if (field.type->kind == Kind::number) {
        // Compare without rounding: rounded, 10.5 would pass as at most 10.
        const auto number = *static_cast<const double*>(value);
        if (number < static_cast<double>(field.bounds.low) || number > static_cast<double>(field.bounds.high))
            complain(out_of(field.bounds, *field.type, number));
        return;
    }
    if (!field.type->measure) return;
    const auto measure = field.type->measure(value);
    if (measure < field.bounds.low || measure > field.bounds.high) complain(out_of(field.bounds, *field.type, measure));
}

template <class T>
void Decoder::into_value(void* target, T value) {
    *static_cast<Value*>(target) = Value(value);
}

void Decoder::null() {
    // A null means that an optional field is absent, so its slot must not be created.
    if (next_is_optional() && next_type()->kind != Kind::value) {
        auto& frame = frames_.back();
        frame.nulls |= std::uint64_t{1} << (frame.field - frame.type->fields.data());
        frame.field = nullptr;
        return;
    }
    if (const auto slot = next()) {
        if (slot->type->kind == Kind::value)
            into_value(slot->target, Value());
        else
            return refuse_type(*slot->type, "null");
        value_done();
    }
}

void Decoder::boolean(bool value) {
    if (const auto slot = next()) {
        if (slot->type->kind == Kind::value)
            into_value(slot->target, value);
        else if (!slot->type->set_boolean)
            return refuse_type(*slot->type, value ? "true" : "false");
        else
            slot->type->set_boolean(slot->target, value);
        value_done();
    }
}

void Decoder::integer(std::int64_t value) {
    if (const auto slot = next()) {
        if (slot->type->kind == Kind::value)
            into_value(slot->target, value);
        else if (!slot->type->set_integer)
            return refuse_type(*slot->type, fmt::to_string(value));
        else if (!slot->type->set_integer(slot->target, value))
            return refuse(does_not_fit(frames_.empty() ? nullptr : frames_.back().field, *slot->type, value));
        value_done();
    }
}

void Decoder::unsigned_integer(std::uint64_t value) {
    if (const auto slot = next()) {
        if (slot->type->kind == Kind::value)
            into_value(slot->target, value);
        else if (!slot->type->set_unsigned)
            return refuse_type(*slot->type, fmt::to_string(value));
        else if (!slot->type->set_unsigned(slot->target, value))
            return refuse(does_not_fit(frames_.empty() ? nullptr : frames_.back().field, *slot->type, value));
        value_done();
    }
}

void Decoder::number(double value) {
    if (const auto slot = next()) {
        if (slot->type->kind == Kind::value)
            into_value(slot->target, value);
        else if (!slot->type->set_number)
            return refuse_type(*slot->type, fmt::to_string(value));
        else
            slot->type->set_number(slot->target, value);
        value_done();
    }
}

void Decoder::string(std::string_view value) {
    if (const auto slot = next()) {
        if (slot->type->kind == Kind::value) {
            into_value(slot->target, value);
        } else if (!slot->type->set_string) {
            return refuse_type(*slot->type, fmt::format("\"{}\"", shortened(value)));
        } else if (auto wrong = slot->type->set_string(slot->target, value); !wrong.empty()) {
            return refuse(std::move(wrong));
        }
        value_done();
    }
}

void Decoder::encoded(std::string_view msgpack) {
    if (msgpack == "\xc0" && next_is_optional()) return null();
    if (const auto slot = next()) {
        if (slot->type->kind != Kind::encoded) return refuse("is encoded where a plain value belongs");
        static_cast<Encoded*>(slot->target)->msgpack = msgpack;
        value_done();
    }
}

const TypeInfo* Decoder::next_type() const {
    if (over_ || skipping_ > 0 || skip_next_) return nullptr;
    if (frames_.empty()) return root_done_ ? nullptr : root_.type;
    const auto& frame = frames_.back();
    return frame.field ? frame.field->type : frame.type->element;
}

bool Decoder::next_is_optional() const {
    return next_type() && !frames_.empty() && frames_.back().field && !frames_.back().field->required;
}

bool Decoder::wants_encoded() const {
    const auto* type = next_type();
    return type && type->kind == Kind::encoded;
}

bool Decoder::wants_text() const {
    const auto* type = next_type();
    return type && (type->kind == Kind::string || type->kind == Kind::enumeration);
}

void Decoder::begin(Kind kind) {
    if (over_) return;
    if (skipping_ > 0 || skip_next_) {
        skip_next_ = false;
        if (too_many()) return;
        if (++skipping_ + frames_.size() > limits_.depth) fail("is nested too deeply");
        return;
    }
    if (frames_.size() >= limits_.depth) return fail(fmt::format("is nested more than {} deep", limits_.depth));
    const auto slot = next();
    if (!slot) {
        skipping_ = 1;  // the key is a repeated one
        return;
    }
    if (slot->type->kind == Kind::value) {
        auto& value = *static_cast<Value*>(slot->target);
        if (kind == Kind::list) {
            frames_.push_back({&type_of<ValueList>, &value.data.emplace<ValueList>()});
        } else {
            frames_.push_back({&type_of<ValueMap>, &value.data.emplace<ValueMap>()});
        }
        return;
    }
    const bool takes = kind == Kind::list ? slot->type->kind == Kind::list
                                          : slot->type->kind == Kind::map || slot->type->kind == Kind::object;
    if (!takes) {
        skipping_ = 1;
        return refuse_type(*slot->type, kind == Kind::list ? "a list" : "a map");
    }
    frames_.push_back({slot->type, slot->target});
}

void Decoder::begin_list(std::size_t) { begin(Kind::list); }

void Decoder::begin_map(std::size_t) { begin(Kind::map); }

void Decoder::end_list() {
    if (over_) return;
    if (skipping_ > 0) {
        --skipping_;
        return;
    }
    frames_.pop_back();
    value_done();
}

void Decoder::key(std::string_view name) {
    if (over_ || skipping_ > 0) return;
    auto& frame = frames_.back();
    if (frame.type->kind == Kind::map) {
        frame.key = name;
        return;
    }
    const auto fields = frame.type->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name != name) continue;
        frame.field = &fields[i];
        const auto bit = std::uint64_t{1} << i;
        if (frame.seen & bit) return refuse_key("is given twice");
        frame.seen |= bit;
        return;
    }
    if (unknown_ == UnknownFields::ignore) {
        skip_next_ = true;
        return;
    }
    std::vector<std::string_view> names;
    for (const auto& field : fields) names.push_back(field.name);
    const auto hint = did_you_mean(name, names);
    frame.key = name;
    refuse_key(fmt::format("is not known here{}", hint));
}

void Decoder::end_map() {
    if (over_) return;
    if (skipping_ > 0) {
        --skipping_;
        return;
    }
    auto& frame = frames_.back();
    if (frame.type->kind == Kind::object) {
        const auto fields = frame.type->fields;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (!fields[i].required || frame.seen >> i & 1U) continue;
            frame.field = &fields[i];
            complain("is missing");
        }
        if (frame.type->given) *frame.type->given(frame.target) = frame.seen & ~frame.nulls;
    }
    frames_.pop_back();
    value_done();
}

}  // namespace hf
