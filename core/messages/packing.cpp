#include "core/messages/packing.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "core/messages/decoder.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

// The first byte of a value. Below `short_text` it is a number by itself, and below `null` the length of a text.
enum Lead : std::uint8_t {
    short_text = 0x80,
    null_value = 0xc0,
    no,
    yes,
    unsigned_number,
    negative_number,  // as -1 - n
    real_number,
    long_text,
    text_with_uuid,       // its 16 bytes, what stands before it, and what stands after it
    text_with_same_uuid,  // as in the text with a UUID before
    list,
    map,
};

constexpr std::size_t longest_short_text = null_value - short_text - 1;
constexpr std::size_t uuid_length = 36;
constexpr std::size_t uuid_bytes = 16;
constexpr std::size_t deepest = 64;

bool is_dash_of_uuid(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_uuid(const char* text) {
    for (std::size_t i = 0; i < uuid_length; ++i)
        if (is_dash_of_uuid(i) ? text[i] != '-' : hex_digit(text[i]) < 0) return false;
    return true;
}

// Where a UUID in lower case begins; the text's size where there is none.
std::size_t uuid_in(std::string_view text) {
    for (std::size_t i = 0; i + uuid_length <= text.size(); ++i)
        if (text[i + 8] == '-' && text[i + 13] == '-' && is_uuid(text.data() + i)) return i;
    return text.size();
}

constexpr auto hex_pairs = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {digits[i >> 4U], digits[i & 15U]};
    return pairs;
}();

std::array<char, uuid_length> uuid_of(std::string_view bytes) {
    // Where the two digits of each byte stand.
    static constexpr std::array<std::uint8_t, uuid_bytes> places{0,  2,  4,  6,  9,  11, 14, 16,
                                                                 19, 21, 24, 26, 28, 30, 32, 34};
    std::array<char, uuid_length> uuid;
    uuid.fill('-');
    for (std::size_t i = 0; i < uuid_bytes; ++i)
        std::memcpy(&uuid[places[i]], hex_pairs[static_cast<std::uint8_t>(bytes[i])].data(), 2);
    return uuid;
}

class Packer final : public TokenSink {
public:
    std::string bytes;

    void put_field(const TypeInfo& type, const void* value) {
        if (type.kind == Kind::time) return put_time(*static_cast<const Timestamp*>(value));
        choices_ = type.choices;
        type.write(value, *this);
        choices_ = {};
    }

    void null() override { lead(null_value); }
    void boolean(bool value) override { lead(value ? yes : no); }
    void integer(std::int64_t value) override {
        if (value >= 0) return unsigned_integer(static_cast<std::uint64_t>(value));
        lead(negative_number);
        varint(~static_cast<std::uint64_t>(value));
    }
    void unsigned_integer(std::uint64_t value) override {
        if (value < short_text) return lead(static_cast<std::uint8_t>(value));
        lead(unsigned_number);
        varint(value);
    }
    void number(double value) override {
        lead(real_number);
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int shift = 56; shift >= 0; shift -= 8) lead(static_cast<std::uint8_t>(bits >> shift));
    }
    void string(std::string_view value) override {
        if (!is_utf8(value)) return put_text(with_valid_utf8(value));
        for (std::size_t i = 0; i < choices_.size(); ++i)
            if (choices_[i] == value) return unsigned_integer(i);
        if (const auto at = uuid_in(value); at < value.size()) return put_uuid(value, at);
        put_text(value);
    }
    void begin_list(std::size_t size) override { begin(list, size); }
    void end_list() override {}
    void begin_map(std::size_t size) override { begin(map, size); }
    void key(std::string_view name) override { is_utf8(name) ? put_text(name) : put_text(with_valid_utf8(name)); }
    void end_map() override {}
    void encoded(std::string_view) override { throw std::logic_error("encoded values are not packed"); }

private:
    void lead(std::uint8_t byte) { bytes.push_back(static_cast<char>(byte)); }
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) lead(static_cast<std::uint8_t>(value | 0x80));
        lead(static_cast<std::uint8_t>(value));
    }
    void put_text(std::string_view text) {
        if (text.size() <= longest_short_text) {
            lead(static_cast<std::uint8_t>(short_text + text.size()));
        } else {
            lead(long_text);
            varint(text.size());
        }
        bytes.append(text);
    }
    void put_uuid(std::string_view text, std::size_t at) {
        const auto uuid = text.substr(at, uuid_length);
        if (uuid == last_uuid_) {
            lead(text_with_same_uuid);
        } else {
            lead(text_with_uuid);
            put_digits(uuid);
            last_uuid_ = uuid;
        }
        put_text(text.substr(0, at));
        put_text(text.substr(at + uuid_length));
    }
    void put_digits(std::string_view uuid) {
        int high = -1;
        for (const char c : uuid) {
            if (c == '-') continue;
            if (high >= 0) lead(static_cast<std::uint8_t>(high << 4 | hex_digit(c)));
            high = high < 0 ? hex_digit(c) : -1;
        }
    }
    void put_time(Timestamp time) {
        const auto distance = static_cast<std::uint64_t>(time.microseconds) - last_time_;
        last_time_ = static_cast<std::uint64_t>(time.microseconds);
        integer(static_cast<std::int64_t>(distance));
    }
    void begin(Lead what, std::size_t size) {
        if (size == unknown_size) throw std::logic_error("what is packed must know its size");
        choices_ = {};
        lead(what);
        varint(size);
    }

    std::span<const std::string_view> choices_;  // of an enumeration, which is kept as its number
    std::uint64_t last_time_ = 0;
    std::string last_uuid_;
};

struct Token {
    Lead lead = null_value;  // short_text: any text, in `text`; unsigned_number: any that is not negative
    std::uint64_t number = 0;
    std::string_view text{};  // good until the next token
};

// Reads values. Once something is wrong, `failed()` stays true.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool failed() const { return !wrong_.empty(); }
    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    void fail(std::string why) {
        if (wrong_.empty()) wrong_ = std::move(why);
    }

    std::string_view take(std::size_t size) {
        if (size > rest_.size()) {
            fail("the bytes end too early");
            rest_ = {};
            return {};
        }
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    Token next() {
        const auto first = byte();
        if (first < short_text) return {unsigned_number, first};
        if (first < null_value) return {short_text, 0, text(first - short_text)};
        switch (first) {
            case null_value:
            case no:
            case yes: return {static_cast<Lead>(first)};
            case unsigned_number:
            case negative_number:
            case list:
            case map: return {static_cast<Lead>(first), varint()};
            case real_number: return {real_number, finite_number()};
            case long_text: return {short_text, 0, text(varint())};
            case text_with_uuid:
            case text_with_same_uuid: return {short_text, 0, text_around_uuid(first == text_with_same_uuid)};
            default: fail("a byte begins no value"); return {};
        }
    }

    void read_field(const TypeInfo& type, void* target) {
        type.kind == Kind::time ? read_time(type, target) : read(type, target);
    }

    // Steps over one value, of which nothing is made.
    void skip(std::size_t depth = 0) {
        const auto first = byte();
        if (first < short_text) return;
        if (first < null_value) return static_cast<void>(take(first - short_text));
        switch (first) {
            case null_value:
            case no:
            case yes: return;
            case unsigned_number:
            case negative_number: varint(); return;
            case real_number: return static_cast<void>(take(sizeof(double)));
            case long_text: return static_cast<void>(take(varint()));
            case text_with_uuid: last_uuid_ = take(uuid_bytes); [[fallthrough]];
            case text_with_same_uuid:
                plain_text();
                plain_text();
                return;
            case list: return skip_elements(varint(), 1, depth);
            case map: return skip_elements(varint(), 2, depth);
            default: return fail("a byte begins no value");
        }
    }

    // Steps over one value. Whether it is this text; none is made of a UUID's bytes.
    bool next_is(std::string_view wanted) {
        if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) != text_with_uuid) return next().text == wanted;
        rest_.remove_prefix(1);
        const auto bytes = take(uuid_bytes);
        const auto before = plain_text();
        const auto after = plain_text();
        if (failed() || wanted.size() != before.size() + uuid_length + after.size()) return false;
        const auto uuid = uuid_of(bytes);
        return wanted.starts_with(before) && wanted.ends_with(after) &&
               wanted.substr(before.size(), uuid_length) == std::string_view(uuid.data(), uuid.size());
    }

private:
    void read(const TypeInfo& type, void* target) {
        const auto before = rest_;
        const auto token = next();
        if (failed()) return;
        if (type.kind == Kind::list && token.lead == list) return read_list(type, target, token.number);
        if (type.kind == Kind::map && token.lead == map) return read_map(type, target, token.number);
        if (type.kind != Kind::object && token.lead != list && token.lead != map) return set(type, target, token);
        if (type.kind != Kind::object && type.kind != Kind::value) return fail("a value is of another type");
        rest_ = before;
        Decoder decoder(type, target);
        pass_on(decoder, 0);
        if (const auto& problem = decoder.problem()) fail(problem->path + ": " + problem->message);
    }
    void skip_elements(std::uint64_t count, int values_each, std::size_t depth) {
        if (depth == deepest) return fail("it is nested too deep");
        for (std::uint64_t i = 0; i < count && !failed(); ++i)
            for (int n = 0; n < values_each; ++n) skip(depth + 1);
    }
    std::string_view text(std::size_t size) {
        const auto taken = take(size);
        if (!is_utf8(taken)) fail("a text is not valid UTF-8");
        return taken;
    }
    std::uint8_t byte() {
        if (rest_.empty()) {
            take(1);
            return null_value;
        }
        const auto one = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return one;
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto part = byte();
            value |= std::uint64_t{part & 0x7fU} << shift;
            if (part < 0x80 || failed()) return value;
        }
        fail("a number has too many bytes");
        return 0;
    }
    std::uint64_t finite_number() {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i) value = value << 8 | byte();
        if (!std::isfinite(std::bit_cast<double>(value))) fail("a number is not finite");
        return value;
    }
    std::string_view plain_text() {
        const auto first = byte();
        if (first >= short_text && first < null_value) return text(first - short_text);
        if (first == long_text) return text(varint());
        fail("a text is none");
        return {};
    }
    std::string_view text_around_uuid(bool same) {
        if (!same) last_uuid_ = take(uuid_bytes);
        if (last_uuid_.empty()) fail("a text repeats a UUID, and there was none");
        text_.assign(plain_text());
        if (failed()) return {};
        const auto uuid = uuid_of(last_uuid_);
        text_.append(uuid.data(), uuid.size());
        text_ += plain_text();
        return text_;
    }

    void read_time(const TypeInfo& type, void* target) {
        const auto token = next();
        if (token.lead == negative_number)
            last_time_ += ~token.number;
        else if (token.lead == unsigned_number)
            last_time_ += token.number;
        else
            return fail("a time is no number");
        type.set_integer(target, static_cast<std::int64_t>(last_time_));
    }
    void read_list(const TypeInfo& type, void* target, std::uint64_t size) {
        for (std::uint64_t i = 0; i < size && !failed(); ++i) {
            if (at_end()) return fail("a list ends too early");
            read(*type.element, type.append(target));
        }
    }
    void read_map(const TypeInfo& type, void* target, std::uint64_t size) {
        for (std::uint64_t i = 0; i < size && !failed(); ++i) {
            const auto key = next();
            if (key.lead != short_text) return fail("a key is no text");
            void* const element = type.insert(target, key.text);
            if (!element) return fail("a key is there twice");
            read(*type.element, element);
        }
    }

    void set(const TypeInfo& type, void* target, const Token& token) {
        if (type.kind == Kind::value) return set_value(*static_cast<Value*>(target), token);
        bool fits = false;
        switch (token.lead) {
            case no:
            case yes: fits = type.set_boolean && type.set_boolean(target, token.lead == yes); break;
            case unsigned_number:
                if (type.kind == Kind::enumeration)
                    fits = token.number < type.choices.size() &&
                           type.set_string(target, type.choices[token.number]).empty();
                else
                    fits = type.set_unsigned && type.set_unsigned(target, token.number);
                break;
            case negative_number:
                fits = type.set_integer && type.set_integer(target, static_cast<std::int64_t>(~token.number));
                break;
            case real_number:
                fits = type.set_number && type.set_number(target, std::bit_cast<double>(token.number));
                break;
            case short_text:
                if (type.set_string) {
                    if (auto wrong = type.set_string(target, token.text); !wrong.empty()) fail(std::move(wrong));
                    fits = true;
                }
                break;
            default: break;
        }
        if (!fits) fail("a value is of another type or out of its range");
    }
    static void set_value(Value& target, const Token& token) {
        switch (token.lead) {
            case no:
            case yes: target = Value(token.lead == yes); return;
            case unsigned_number: target = Value(token.number); return;
            case negative_number: target = Value(static_cast<std::int64_t>(~token.number)); return;
            case real_number: target = Value(std::bit_cast<double>(token.number)); return;
            case short_text: target = Value(token.text); return;
            default: target = Value(); return;
        }
    }

    // The next value, token by token.
    void pass_on(TokenSink& sink, std::size_t depth) {
        const auto token = next();
        if (failed() || sink.failed()) return;
        if (depth == deepest) return fail("it is nested too deep");
        switch (token.lead) {
            case no:
            case yes: return sink.boolean(token.lead == yes);
            case unsigned_number: return sink.unsigned_integer(token.number);
            case negative_number: return sink.integer(static_cast<std::int64_t>(~token.number));
            case real_number: return sink.number(std::bit_cast<double>(token.number));
            case short_text: return sink.string(token.text);
            case list:
                sink.begin_list(static_cast<std::size_t>(token.number));
                for (std::uint64_t i = 0; i < token.number && !failed() && !sink.failed(); ++i)
                    pass_on(sink, depth + 1);
                return failed() ? void() : sink.end_list();
            case map:
                sink.begin_map(static_cast<std::size_t>(token.number));
                for (std::uint64_t i = 0; i < token.number && !failed() && !sink.failed(); ++i) {
                    const auto key = next();
                    if (key.lead != short_text) return fail("a key is no text");
                    sink.key(key.text);
                    pass_on(sink, depth + 1);
                }
                return failed() ? void() : sink.end_map();
            default: return sink.null();
        }
    }

    std::string_view rest_;
    std::string wrong_;
    std::string text_;
    std::string_view last_uuid_;  // its 16 bytes
    std::uint64_t last_time_ = 0;
};

bool is_there(std::string_view flags, std::size_t i) {
    return (static_cast<std::uint8_t>(flags[i / 8]) >> i % 8 & 1U) != 0;
}

std::uint64_t mixed(std::uint64_t hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;  // FNV-1a
    return (hash ^ 0xffU) * 0x100000001b3U;
}

std::uint64_t mixed(std::uint64_t hash, const TypeInfo& type) {
    hash = mixed(hash, std::string_view(reinterpret_cast<const char*>(&type.kind), 1));
    for (const auto choice : type.choices) hash = mixed(hash, choice);
    hash = mixed(hash, std::to_string(type.fields.size()));
    for (const auto& field : type.fields) hash = mixed(mixed(hash, field.name), *field.type);
    return type.element ? mixed(hash, *type.element) : hash;
}

}  // namespace

Packing::Packing(const TypeInfo& type, const void* fresh) : type_(type), fresh_(fresh) {
    for (const auto& field : type_.fields) {
        Packer packer;
        // A time has no bytes of its own: they depend on the time before.
        const void* value = field.type->kind == Kind::time ? nullptr : field.get(fresh_);
        if (value) packer.put_field(*field.type, value);
        defaults_.push_back(std::move(packer.bytes));
    }
}

std::string Packing::pack(const void* object) const {
    Packer packer;
    auto& bytes = packer.bytes;
    bytes.reserve(512);
    bytes.assign(flag_bytes(), '\0');
    for (std::size_t i = 0; i < type_.fields.size(); ++i) {
        const auto& field = type_.fields[i];
        const void* value = field.get(object);
        if (!value) continue;
        const auto begin = bytes.size();
        packer.put_field(*field.type, value);
        if (std::string_view(bytes).substr(begin) == defaults_[i])
            bytes.resize(begin);
        else
            bytes[i / 8] = static_cast<char>(static_cast<std::uint8_t>(bytes[i / 8]) | 1U << i % 8);
    }
    return std::move(bytes);
}

std::optional<std::string> Packing::unpack(std::string_view bytes, void* object, std::string_view bytes_before) const {
    Unpacker unpacker(bytes);
    const auto flags = unpacker.take(flag_bytes());
    for (std::size_t i = 0; i < type_.fields.size() && !unpacker.failed(); ++i) {
        const auto& field = type_.fields[i];
        const bool there = is_there(flags, i);
        const bool may_hold_another = bytes_before.size() < flag_bytes() || is_there(bytes_before, i);
        const bool grows = field.type->kind == Kind::list || field.type->kind == Kind::map;
        if (may_hold_another && (!there || grows)) field.assign(object, fresh_);
        if (!there) continue;
        unpacker.read_field(*field.type, field.target(object));
        if (unpacker.failed()) return std::string(field.name) + ": " + unpacker.wrong();
    }
    if (!unpacker.failed() && !unpacker.at_end()) unpacker.fail("bytes follow the last field");
    return unpacker.failed() ? std::optional(unpacker.wrong()) : std::nullopt;
}

std::size_t Packing::field_named(std::string_view name) const {
    for (std::size_t i = 0; i < type_.fields.size(); ++i)
        if (type_.fields[i].name == name) return i;
    throw std::logic_error("there is no field " + std::string(name));
}

std::optional<std::uint64_t> Packing::number(std::string_view bytes, std::size_t field) const {
    Unpacker unpacker(bytes);
    const auto flags = unpacker.take(flag_bytes());
    if (unpacker.failed()) return std::nullopt;
    if (!is_there(flags, field)) return 0;
    for (std::size_t i = 0; i < field; ++i)
        if (is_there(flags, i)) unpacker.skip();
    const auto token = unpacker.next();
    return unpacker.failed() || token.lead != unsigned_number ? std::nullopt : std::optional(token.number);
}

std::string Packing::text(std::string_view bytes, std::size_t field) const {
    Unpacker unpacker(bytes);
    const auto flags = unpacker.take(flag_bytes());
    if (unpacker.failed() || !is_there(flags, field)) return {};
    for (std::size_t i = 0; i < field; ++i)
        if (is_there(flags, i)) unpacker.skip();
    return std::string(unpacker.next().text);
}

bool Packing::begins_with(std::string_view bytes, std::string_view first) const {
    Unpacker unpacker(bytes);
    const auto flags = unpacker.take(flag_bytes());
    return !unpacker.failed() && is_there(flags, 0) && unpacker.next_is(first) && !unpacker.failed();
}

std::uint64_t Packing::layout() const {
    auto hash = mixed(0xcbf29ce484222325U, type_);
    for (const auto& value : defaults_) hash = mixed(hash, value);
    return hash;
}

}  // namespace hf
