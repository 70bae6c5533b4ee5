// Whatever is wrong with a message, and however much: the decoder reports exactly that, and decodes
// everything else as if nothing were wrong.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "tests/unit/messages/samples.hpp"

namespace hf::testing {
namespace {

struct Node;
struct Entry;
using List = std::vector<Node>;
using Map = std::vector<Entry>;  // unlike a ValueMap it may hold a key twice

struct Node {
    std::variant<Value, List, Map> what;
};

struct Entry {
    std::string key;
    Node element;
};

void write(const Node& node, TokenSink& sink) {
    if (const auto* list = std::get_if<List>(&node.what)) {
        sink.begin_list(list->size());
        for (const auto& element : *list) write(element, sink);
        sink.end_list();
    } else if (const auto* map = std::get_if<Map>(&node.what)) {
        sink.begin_map(map->size());
        for (const auto& [key, element] : *map) {
            sink.key(key);
            write(element, sink);
        }
        sink.end_map();
    } else {
        hf::write(std::get<Value>(node.what), sink);
    }
}

class Maker {
public:
    explicit Maker(std::uint32_t seed) : random_(seed) {}

    std::size_t below(std::size_t end) { return random_() % end; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class T>
    auto some_place(const T& in) {
        return in.begin() + static_cast<std::ptrdiff_t>(below(in.size() + 1));
    }

    // Any value.
    Node anything(int depth = 3) {
        switch (below(depth > 0 ? 7 : 5)) {
            case 0: return {Value(true)};
            case 1: return {Value(static_cast<std::int64_t>(below(100)) - 50)};
            case 2: return {Value(1.5)};
            case 3: return {Value("text")};
            case 4: return {Value()};
            case 5: {
                List list(below(4));
                for (auto& element : list) element = anything(depth - 1);
                return {std::move(list)};
            }
            default: {
                Map map(below(4));
                for (std::size_t i = 0; i < map.size(); ++i)
                    map[i] = {i == 0 ? "count" : fmt::format("k{}", i), anything(depth - 1)};
                return {std::move(map)};
            }
        }
    }

    // A value that the type accepts, within the bounds of the samples.
    Node valid(const TypeInfo& type) {
        switch (type.kind) {
            case Kind::boolean: return {Value(one_in(2))};
            case Kind::integer:
            case Kind::time: return {Value(static_cast<std::int64_t>(below(10)))};
            case Kind::number: return {Value(static_cast<double>(below(10)) + 0.5)};
            case Kind::string: return {Value(std::string(2 + below(5), 'x'))};
            case Kind::enumeration: return {Value(type.choices[below(type.choices.size())])};
            case Kind::value: return anything();
            case Kind::encoded: break;
            case Kind::list: {
                List list(below(4));
                for (auto& element : list) element = valid(*type.element);
                return {std::move(list)};
            }
            case Kind::map: {
                Map map(below(4));
                for (std::size_t i = 0; i < map.size(); ++i) map[i] = {fmt::format("k{}", i), valid(*type.element)};
                return {std::move(map)};
            }
            case Kind::object: {
                Map map;
                for (const auto& field : type.fields)
                    if (field.required || one_in(2))
                        map.insert(some_place(map), {std::string(field.name), valid(*field.type)});
                return {std::move(map)};
            }
        }
        throw std::logic_error("no sample holds this");
    }

    // A value that the type does not accept.
    Node invalid(const TypeInfo& type) {
        while (true) {
            auto candidate = anything();
            const auto* scalar = std::get_if<Value>(&candidate.what);
            if (!scalar) {
                const bool list = std::holds_alternative<List>(candidate.what);
                const bool takes_map = type.kind == Kind::map || type.kind == Kind::object;
                if (list ? type.kind != Kind::list : !takes_map) return candidate;
                continue;
            }
            switch (type.kind) {
                case Kind::boolean:
                    if (!scalar->as<bool>()) return candidate;
                    break;
                case Kind::integer:
                case Kind::time:
                    if (!scalar->as_integer()) return candidate;
                    if (type.name == "unsigned integer") return {Value(-1)};
                    break;
                case Kind::number:
                    if (!scalar->as_integer() && !scalar->as<double>()) return candidate;
                    break;
                case Kind::string:
                    if (!scalar->as<std::string>()) return candidate;
                    break;
                default: return candidate;  // "text" is not one of the choices
            }
        }
    }

    // Spoils a valid value in some places, and records their paths.
    void spoil(Node& node, const TypeInfo& type, const std::string& path) {
        if (type.kind == Kind::value) return;
        if (one_in(15)) {
            node = invalid(type);
            spoilt.push_back(path);
            return;
        }
        if (type.kind == Kind::list) {
            auto& list = std::get<List>(node.what);
            for (std::size_t i = 0; i < list.size(); ++i) spoil(list[i], *type.element, fmt::format("{}[{}]", path, i));
        } else if (type.kind == Kind::map) {
            auto& map = std::get<Map>(node.what);
            for (auto& [key, element] : map) spoil(element, *type.element, path + "." + key);
            if (!map.empty() && one_in(8)) repeat(map, path);
        } else if (type.kind == Kind::object) {
            spoil_fields(std::get<Map>(node.what), type, path);
        }
    }

    std::vector<std::string> spoilt;

private:
    void repeat(Map& map, const std::string& path) {
        const auto key = map[below(map.size())].key;
        map.push_back({key, anything()});
        spoilt.push_back(path + "." + key);
    }

    void spoil_fields(Map& map, const TypeInfo& type, const std::string& path) {
        for (const auto& field : type.fields) {
            const auto at = path + "." + std::string(field.name);
            const auto given =
                std::find_if(map.begin(), map.end(), [&](const auto& entry) { return entry.key == field.name; });
            if (given == map.end()) continue;
            if (field.required && one_in(10)) {
                map.erase(given);
                spoilt.push_back(at);
            } else if (field.bounded && one_in(10)) {
                given->element = out_of_bounds(field);
                spoilt.push_back(at);
            } else {
                auto was = given->element;
                spoil(given->element, *field.type, at);
                // A null in an optional field is not a mistake.
                const auto* scalar = std::get_if<Value>(&given->element.what);
                if (!field.required && scalar && scalar->is_null() && field.type->kind != Kind::value) {
                    given->element = std::move(was);
                    spoilt.pop_back();
                }
            }
        }
        if (!map.empty() && one_in(8)) repeat(map, path);
        if (one_in(8)) {
            map.insert(some_place(map), {"unheard_of", anything()});
            spoilt.push_back(path + ".unheard_of");
        }
    }

    Node out_of_bounds(const FieldInfo& field) {
        const auto beyond = static_cast<std::size_t>(std::min<std::int64_t>(field.bounds.high, 5000) + 1);
        switch (field.type->kind) {
            case Kind::string:
                return {Value(field.bounds.low > 0 ? std::string(static_cast<std::size_t>(field.bounds.low - 1), 'x')
                                                   : std::string(beyond, 'x'))};
            case Kind::list: {
                List list(beyond);
                for (auto& element : list) element = valid(*field.type->element);
                return {std::move(list)};
            }
            case Kind::map: {
                Map map(beyond);
                for (std::size_t i = 0; i < map.size(); ++i)
                    map[i] = {fmt::format("k{}", i), valid(*field.type->element)};
                return {std::move(map)};
            }
            default: return {Value(static_cast<std::int64_t>(beyond))};
        }
    }

    std::mt19937 random_;
};

std::vector<std::string> paths_of(const std::optional<Problem>& problem) {
    std::vector<std::string> paths;
    if (!problem) return paths;
    paths.push_back(problem->path);
    for (const auto& other : problem->others) paths.push_back(other.path);
    return paths;
}

std::string words_of(const std::optional<Problem>& problem) {
    if (!problem) return "nothing";
    auto words = fmt::format("{} {}\n", problem->path, problem->message);
    for (const auto& other : problem->others) words += fmt::format("{} {}\n", other.path, other.message);
    return words;
}

std::string bytes_of(const Node& node) {
    MsgpackWriter writer;
    write(node, writer);
    return writer.take();
}

TEST(DecoderProperty, TellsExactlyWhatIsWrongAndStaysInStep) {
    const MsgpackCodec codec;
    std::size_t with_many = 0;
    std::size_t with_none = 0;
    for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
        Maker maker(seed);
        List list(seed % 10 == 0 ? 8 : 1);
        for (std::size_t i = 0; i < list.size(); ++i) {
            list[i] = maker.valid(type_of<Sample>);
            maker.spoil(list[i], type_of<Sample>, fmt::format("[{}]", i));
        }
        const auto intact = maker.valid(type_of<Sample>);
        list.push_back(intact);
        const Node message{list};

        std::vector<Sample> decoded;
        Decoder decoder(type_of<std::vector<Sample>>, &decoded);
        write(message, decoder);
        const auto told = paths_of(decoder.problem());
        if (maker.spoilt.empty()) ++with_none;
        if (maker.spoilt.size() > most_findings) {
            ++with_many;
            ASSERT_EQ(told.size(), most_findings + 1) << seed;
            ASSERT_EQ(decoder.problem()->others.back().message, more_findings);
            ASSERT_TRUE(decoder.failed());
        } else {
            ASSERT_THAT(told, ::testing::UnorderedElementsAreArray(maker.spoilt)) << seed << "\n"
                                                                                  << words_of(decoder.problem());
            ASSERT_FALSE(decoder.failed());
            Sample alone;
            ASSERT_FALSE(codec.decode(bytes_of(intact), alone));
            ASSERT_EQ(decoded.size(), list.size());
            ASSERT_EQ(decoded.back(), alone) << seed;
        }

        std::vector<Sample> from_bytes;
        ASSERT_EQ(words_of(codec.decode(bytes_of(message), from_bytes)), words_of(decoder.problem())) << seed;
    }
    EXPECT_GT(with_none, 10U);
    EXPECT_GT(with_many, 10U);
}

// Broken bytes are the only problem that is reported.
TEST(DecoderProperty, BrokenBytesAreBrokenWhateverElseIsWrong) {
    const MsgpackCodec codec;
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        Maker maker(seed);
        auto spoilt = maker.valid(type_of<Sample>);
        maker.spoil(spoilt, type_of<Sample>, "");
        const auto whole = bytes_of(spoilt);
        for (std::size_t i = 0; i < 20; ++i) {
            Sample decoded;
            const auto problem = codec.decode(whole.substr(0, maker.below(whole.size())), decoded);
            ASSERT_TRUE(problem);
            // Unless decoding had ended before the break.
            if (problem->others.size() == most_findings) continue;
            ASSERT_EQ(problem->path, "");
            ASSERT_TRUE(problem->others.empty()) << words_of(problem);
        }
    }
}

}  // namespace
}  // namespace hf::testing
