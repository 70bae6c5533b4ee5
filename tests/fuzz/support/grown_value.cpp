#include "tests/fuzz/support/grown_value.hpp"

#include "core/messages/describe.hpp"

namespace hf::fuzz {
namespace {

constexpr int deepest = 5;
constexpr std::size_t most_elements = 4;

class Growing {
public:
    Growing(Bytes& bytes, std::span<const std::string_view> words) : bytes_(bytes), words_(words) {}

    Value value(const TypeInfo& type, const Bounds& bounds, int depth) {
        switch (type.kind) {
            case Kind::boolean: return bytes_.byte() % 2 != 0;
            case Kind::integer:
            case Kind::time: return integer(bounds);
            case Kind::number: return static_cast<double>(static_cast<std::int8_t>(bytes_.byte())) / 4;
            case Kind::string: return text();
            case Kind::enumeration: return type.choices[bytes_.below(type.choices.size())];
            case Kind::list: return list(*type.element, depth);
            case Kind::map: return map(*type.element, depth);
            case Kind::object: return object(type, depth);
            case Kind::value:
            case Kind::encoded: return anything(depth);
        }
        return {};
    }

private:
    // Small, at a bound, just beyond it, or any.
    Value integer(const Bounds& bounds) {
        const auto way = bytes_.byte();
        switch (way) {
            case 0xff: return static_cast<std::int64_t>(bytes_.number(8));
            case 0xfe: return bounds.low;
            case 0xfd: return bounds.high;
            case 0xfc: return bounds.low - (bounds.low > std::numeric_limits<std::int64_t>::min() ? 1 : 0);
            case 0xfb: return bounds.high + (bounds.high < std::numeric_limits<std::int64_t>::max() ? 1 : 0);
            case 0xfa: return static_cast<std::int64_t>(bytes_.number(2));
            default: return static_cast<std::int64_t>(way % 16);
        }
    }

    std::string text() {
        const auto way = bytes_.byte();
        if (way < 0xe0 && !words_.empty()) return std::string(words_[way % words_.size()]);
        if (way == 0xff) return std::string(std::size_t{16} << bytes_.below(9), 'x');
        return std::string(bytes_.text(way % 16U));
    }

    Value list(const TypeInfo& element, int depth) {
        ValueList result;
        for (auto left = depth > 0 ? bytes_.below(most_elements) : 0; left > 0; --left)
            result.push_back(value(element, element.range, depth - 1));
        return result;
    }

    Value map(const TypeInfo& element, int depth) {
        ValueMap result;
        for (auto left = depth > 0 ? bytes_.below(most_elements) : 0; left > 0; --left) {
            auto key = text();
            result.insert_or_assign(std::move(key), value(element, element.range, depth - 1));
        }
        return result;
    }

    // Leaves out half of the optional fields, and few of the required ones.
    Value object(const TypeInfo& type, int depth) {
        ValueMap result;
        for (const auto& field : type.fields) {
            const auto given = bytes_.byte();
            if (field.required ? given == 0xff : given % 2 == 0 || depth <= 0) continue;
            result.emplace(field.name, value(*field.type, field.bounded ? field.bounds : field.type->range, depth - 1));
        }
        if (bytes_.byte() == 0xff) result.emplace(text(), anything(depth - 1));
        return result;
    }

    Value anything(int depth) {
        const auto& any = type_of<Value>;
        switch (bytes_.below(depth > 0 ? 7 : 5)) {
            case 0: return bytes_.byte() % 2 != 0;
            case 1: return integer({});
            case 2: return static_cast<double>(bytes_.byte()) / 2;
            case 3: return text();
            case 4: return {};
            case 5: return list(any, depth - 1);
            default: return map(any, depth - 1);
        }
    }

    Bytes& bytes_;
    std::span<const std::string_view> words_;
};

}  // namespace

Value grown_value(const TypeInfo& type, Bytes& bytes, std::span<const std::string_view> words) {
    return Growing(bytes, words).value(type, type.range, deepest);
}

}  // namespace hf::fuzz
