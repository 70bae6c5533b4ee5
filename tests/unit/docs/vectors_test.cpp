// Checks that docs/vectors holds the code's own encodings, and that the code understands all of its
// contents.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "adapters/json/json_parser.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/catalogue.hpp"
#include "core/wire/envelope.hpp"
#include "core/wire/heartbeat.hpp"
#include "tests/support/places.hpp"
#include "tests/vectors/vectors.hpp"

namespace hf::testing {
namespace {

const MsgpackCodec codec;

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// A vector as it stands in a file, where the author of a client sees it.
struct Written {
    std::string name, kind, type, topic;
    std::string bytes;
    std::vector<std::string> also;
    Value value;
};

Value said_by(const nlohmann::ordered_json& json) {
    Value value;
    Decoder decoder(type_of<Value>, &value, UnknownFields::ignore);
    EXPECT_EQ(parse_json(json.dump(), decoder), std::nullopt);
    EXPECT_FALSE(decoder.problem());
    return value;
}

Value decoded(std::string_view bytes) {
    Value value;
    Decoder decoder(type_of<Value>, &value, UnknownFields::ignore);
    EXPECT_EQ(codec.parse(bytes, decoder), std::nullopt);
    EXPECT_FALSE(decoder.problem());
    return value;
}

std::vector<Written> written() {
    std::vector<Written> vectors;
    for (const auto& entry : std::filesystem::directory_iterator(source("docs/vectors"))) {
        const auto list = nlohmann::ordered_json::parse(contents(entry.path()));
        for (const auto& each : list) {
            Written vector{each.at("name"),
                           each.at("kind"),
                           each.at("type"),
                           each.value("topic", ""),
                           from_hex(each.at("hex").get<std::string>()),
                           {},
                           said_by(each.at("json"))};
            for (const auto& other : each.value("also", nlohmann::ordered_json::array()))
                vector.also.push_back(from_hex(other.get<std::string>()));
            vectors.push_back(std::move(vector));
        }
    }
    return vectors;
}

std::vector<Written> of_kind(std::string_view kind) {
    auto all = written();
    std::erase_if(all, [&](const Written& vector) { return vector.kind != kind; });
    EXPECT_FALSE(all.empty()) << kind;
    return all;
}

template <class T>
T read(std::string_view bytes, UnknownFields unknown = UnknownFields::refuse) {
    T value{};
    const auto problem = codec.decode(bytes, value, unknown);
    EXPECT_FALSE(problem) << problem->path << ' ' << problem->message;
    return value;
}

// Decodes the bytes into their struct, and encodes that again.
using Recode = std::string (*)(std::string_view bytes);

struct Recoders {
    std::map<std::string, Recode, std::less<>> bodies, results;

    template <class M>
    void add() {
        bodies[std::string(M::describe.name)] = [](std::string_view bytes) { return codec.encode(read<M>(bytes)); };
        results[std::string(M::describe.name)] = [](std::string_view bytes) {
            return codec.encode(read<typename M::Result>(bytes, UnknownFields::ignore));
        };
    }
};

Recoders commands() {
    Recoders recoders;
    add_every_command(recoders);
    return recoders;
}

Recoders queries() {
    Recoders recoders;
    add_every_query(recoders);
    return recoders;
}

bool has_all_fields(const Written& vector) { return vector.name.ends_with(", all fields"); }

std::string recoded_command(std::string_view bytes, const Recoders& recoders) {
    auto envelope = read<CommandEnvelope>(bytes);
    envelope.common.body = {recoders.bodies.at(envelope.common.type)(envelope.common.body.msgpack)};
    return codec.encode(envelope);
}

std::string recoded_query(std::string_view bytes, const Recoders& recoders) {
    auto envelope = read<QueryEnvelope>(bytes);
    envelope.body = {recoders.bodies.at(envelope.type)(envelope.body.msgpack)};
    return codec.encode(envelope);
}

std::string recoded_event(std::string_view bytes) {
    auto event = read<RecordedEvent>(bytes, UnknownFields::ignore);
    event.data = record(restore(event, codec), codec).data;
    if (event.withheld) withhold(event, codec);
    return codec.encode(event);
}

std::set<std::string> types_of(std::string_view kind) {
    std::set<std::string> types;
    for (const auto& vector : of_kind(kind)) types.insert(vector.type);
    return types;
}

template <class Map>
std::set<std::string> keys_of(const Map& map) {
    std::set<std::string> keys;
    for (const auto& [key, value] : map) keys.insert(key);
    return keys;
}

template <std::size_t... I>
std::set<std::string> event_types(std::index_sequence<I...>) {
    return {std::string(std::variant_alternative_t<I, Event>::describe.name)...};
}

TEST(Vectors, AreWhatTheCodeMakes) {
    std::set<std::string> names;
    for (const auto& file : vector_files()) {
        names.insert(file.name);
        EXPECT_TRUE(contents(source("docs/vectors/" + file.name)) == text_of(file))
            << "docs/vectors/" << file.name << " is stale; ./dev renew writes it anew";
    }
    for (const auto& entry : std::filesystem::directory_iterator(source("docs/vectors")))
        EXPECT_TRUE(names.contains(entry.path().filename())) << entry.path() << " is not of the code's making";
}

TEST(Vectors, ThereIsOneOfEveryType) {
    EXPECT_EQ(types_of("command"), keys_of(commands().bodies));
    EXPECT_EQ(types_of("query"), keys_of(queries().bodies));
    EXPECT_EQ(types_of("event"), event_types(std::make_index_sequence<std::variant_size_v<Event>>{}));
    auto answered = keys_of(commands().bodies);
    answered.merge(keys_of(queries().bodies));
    EXPECT_EQ(types_of("reply"), answered);
}

TEST(Vectors, BytesAndJsonSayTheSame) {
    for (const auto& vector : written()) {
        EXPECT_EQ(decoded(vector.bytes), vector.value) << vector.name;
        for (const auto& other : vector.also) EXPECT_EQ(decoded(other), vector.value) << vector.name;
        EXPECT_EQ(decoded(encoded_otherwise(vector.value)), vector.value) << vector.name;
    }
}

TEST(Vectors, CommandsAreUnderstoodHoweverTheyAreEncoded) {
    const auto recoders = commands();
    for (const auto& vector : of_kind("command")) {
        const auto ours = recoded_command(vector.bytes, recoders);
        EXPECT_EQ(read<CommandEnvelope>(vector.bytes).common.type, vector.type);
        EXPECT_EQ(recoded_command(encoded_otherwise(vector.value), recoders), ours) << vector.name;
        if (has_all_fields(vector)) {
            EXPECT_EQ(to_hex(ours), to_hex(vector.bytes)) << vector.name;
        }
    }
}

TEST(Vectors, QueriesAreUnderstoodHoweverTheyAreEncoded) {
    const auto recoders = queries();
    for (const auto& vector : of_kind("query")) {
        const auto ours = recoded_query(vector.bytes, recoders);
        EXPECT_EQ(read<QueryEnvelope>(vector.bytes).type, vector.type);
        EXPECT_EQ(recoded_query(encoded_otherwise(vector.value), recoders), ours) << vector.name;
        if (has_all_fields(vector)) {
            EXPECT_EQ(to_hex(ours), to_hex(vector.bytes)) << vector.name;
        }
    }
}

TEST(Vectors, RepliesAreWhatTheirStructsHold) {
    const auto of_commands = commands();
    const auto of_queries = queries();
    for (const auto& vector : of_kind("reply")) {
        auto reply = read<Reply>(vector.bytes, UnknownFields::ignore);
        const bool to_query = vector.name.starts_with("reply to the query");
        const auto recode = (to_query ? of_queries : of_commands).results.at(vector.type);
        reply.result = Encoded{recode(reply.result->msgpack)};
        EXPECT_EQ(to_hex(codec.encode(reply)), to_hex(vector.bytes)) << vector.name;
    }
    for (const auto& vector : of_kind("error")) {
        const auto reply = read<Reply>(vector.bytes, UnknownFields::ignore);
        EXPECT_EQ(name_of(reply.error->code), vector.type);
        EXPECT_EQ(to_hex(codec.encode(reply)), to_hex(vector.bytes)) << vector.name;
    }
}

TEST(Vectors, EventsAreRestoredHoweverTheyAreEncoded) {
    for (const auto& vector : of_kind("event")) {
        EXPECT_EQ(to_hex(recoded_event(vector.bytes)), to_hex(vector.bytes)) << vector.name;
        EXPECT_EQ(to_hex(recoded_event(encoded_otherwise(vector.value))), to_hex(vector.bytes)) << vector.name;
        const auto event = read<RecordedEvent>(vector.bytes, UnknownFields::ignore);
        EXPECT_EQ(vector.topic, fmt::format("{}.{}.{}", name_of(event.category), event.type, event.stream));
    }
    for (const auto& vector : of_kind("heartbeat")) {
        EXPECT_EQ(vector.topic, heartbeat_topic);
        EXPECT_EQ(to_hex(codec.encode(read<HeartbeatMessage>(vector.bytes))), to_hex(vector.bytes));
    }
}

TEST(Vectors, ShowTheShortestAndTheLongestOfEverything) {
    std::set<unsigned char> firsts;
    for (const auto& vector : of_kind("value")) {
        firsts.insert(static_cast<unsigned char>(vector.bytes.front()));
        for (const auto& other : vector.also) firsts.insert(static_cast<unsigned char>(other.front()));
    }
    // All forms of the protocol except strings and lists of 64 KiB, which `also` shows on small ones.
    for (const int form : {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xc3, 0xca, 0xcb, 0xcc, 0xcd,
                           0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff})
        EXPECT_TRUE(firsts.contains(static_cast<unsigned char>(form))) << std::hex << form;
}

}  // namespace
}  // namespace hf::testing
