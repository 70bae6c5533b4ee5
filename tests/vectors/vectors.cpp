#include "tests/vectors/vectors.hpp"

#include <fmt/format.h>

#include <bit>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "core/catalogue.hpp"
#include "core/messages/confidential.hpp"
#include "core/wire/heartbeat.hpp"
#include "core/wire/replies.hpp"
#include "tests/vectors/samples.hpp"

namespace hf::testing {
namespace {

const MsgpackCodec codec;

constexpr std::array both{Which::all, Which::required};
constexpr std::string_view in_words(Which which) { return which == Which::all ? "all fields" : "required fields"; }

// The messages of clients and the daemon's answers. A short message has only the required fields; a
// short answer has only the fields that are always there.
class Messages {
public:
    explicit Messages(std::string_view kind) : kind_(kind) {}

    template <class M>
    void add() {
        const std::string type(M::describe.name);
        std::string full;
        for (const auto which : both) {
            auto body = which == Which::all ? codec.encode(sampled<M>(which)) : sample_bytes(type_of<M>, which);
            messages.push_back({fmt::format("{}, {}", type, in_words(which)), kind_, type,
                                enveloped(type, std::move(body), message_type<M>().versioned, which)});

            Reply reply;
            reply.id = sampled<QueryEnvelope>(Which::required).id.value;
            reply.status = ReplyStatus::ok;
            reply.result = Encoded{codec.encode(sampled<typename M::Result>(which))};
            reply.position = 70'000;
            auto bytes = codec.encode(reply);
            if (bytes == full) continue;
            full = bytes;
            replies.push_back(
                {fmt::format("reply to the {} {}, {}", kind_, type, in_words(which)), "reply", type, std::move(bytes)});
        }
    }

    std::vector<Vector> messages;
    std::vector<Vector> replies;

private:
    [[nodiscard]] std::string enveloped(const std::string& type, std::string body, bool versioned, Which which) const {
        const auto put = [&](QueryEnvelope& common) {
            common.v = protocol_version;
            common.type = type;
            common.body = {std::move(body)};
        };
        if (kind_ == "query") {
            auto envelope = sampled<QueryEnvelope>(which);
            put(envelope);
            return codec.encode(envelope);
        }
        auto envelope = sampled<CommandEnvelope>(which);
        put(envelope.common);
        if (!versioned) envelope.expected_version.reset();
        return codec.encode(envelope);
    }

    std::string kind_;
};

enum class Shown : std::uint8_t { whole, withheld };

template <class E>
Vector event_vector(Which which, Shown shown = Shown::whole) {
    const auto recorded = record({{}, sampled<E>(which)}, codec);
    auto event = sampled<RecordedEvent>(which);
    event.category = recorded.category;
    event.stream = recorded.stream;
    event.type = recorded.type;
    event.schema = recorded.schema;
    event.data = recorded.data;
    event.withheld.reset();
    if (shown == Shown::withheld) withhold(event, codec);
    return {.name = fmt::format("{}, {}", event.type, event.withheld ? "as all but operators get it" : in_words(which)),
            .kind = "event",
            .type = event.type,
            .bytes = codec.encode(event),
            .topic = fmt::format("{}.{}.{}", name_of(event.category), event.type, event.stream)};
}

template <std::size_t... I>
std::vector<Vector> event_vectors(std::index_sequence<I...>) {
    std::vector<Vector> vectors;
    const auto add = [&]<class E>(const E*) {
        for (const auto which : both) vectors.push_back(event_vector<E>(which));
        if (!confidential_fields(type_of<E>).empty()) vectors.push_back(event_vector<E>(Which::all, Shown::withheld));
    };
    (add(static_cast<const std::variant_alternative_t<I, Event>*>(nullptr)), ...);
    return vectors;
}

Vector heartbeat_vector() {
    auto heartbeat = sampled<HeartbeatMessage>(Which::all);
    return {.name = "heartbeat",
            .kind = "heartbeat",
            .type = std::string(heartbeat_topic),
            .bytes = codec.encode(heartbeat),
            .topic = std::string(heartbeat_topic)};
}

Vector refusal(std::string name, Error why, bool duplicate = false, std::string id = "c-1") {
    const std::string code(name_of(why.code));
    Reply reply;
    reply.id = std::move(id);
    reply.status = ReplyStatus::error;
    if (duplicate) reply.duplicate = true;
    reply.error = std::move(why);
    return {std::move(name), "error", code, codec.encode(reply)};
}

std::vector<Vector> special_replies() {
    Reply repeated;
    repeated.id = "c-1";
    repeated.status = ReplyStatus::ok;
    repeated.result = Encoded{codec.encode(sampled<RequestAccepted>(Which::all))};
    repeated.position = 7;
    repeated.duplicate = true;
    std::vector<Vector> vectors{
        {"reply to a command that was repeated", "reply", "CreateRequest", codec.encode(repeated)}};

    const auto none = error(Code::template_not_found, "template \"smal\" does not exist; did you mean \"small\"?");
    vectors.push_back(refusal("refused by the ledger", none));
    vectors.push_back(refusal("refused by the ledger, and repeated", none, true));

    const std::vector<Finding> findings{{"template_id", "is missing"},
                                        {"machine_count", "must be at least 1, not 0"},
                                        {"tags.owner", "must be a string, not 7"}};
    vectors.push_back(refusal("refused with all that is wrong", *invalid(findings)));

    auto conflict = error(Code::conflict, "version 7 was expected, it is 9");
    conflict.details["version"] = Value(9);
    vectors.push_back(refusal("at another version", std::move(conflict)));

    auto busy = error(Code::busy, "10000 commands are in flight already");
    busy.retryable = true;
    busy.retry_after_ms = 100;
    vectors.push_back(refusal("too many at once", std::move(busy)));

    vectors.push_back(refusal("a message without an id",
                              error(Code::malformed, "a message is one frame, after an optional empty one"), false,
                              {}));
    return vectors;
}

std::string big_endian(char type, std::uint64_t value, int bytes) {
    std::string text(1, type);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text.push_back(static_cast<char>(value >> shift & 0xffU));
    return text;
}

std::vector<Vector> value_vectors() {
    std::vector<Vector> vectors;
    const auto add = [&](std::string name, std::string type, const Value& value, std::vector<std::string> also = {}) {
        MsgpackWriter writer;
        write(value, writer);
        vectors.push_back({std::move(name), "value", std::move(type), writer.take(), {}, std::move(also)});
    };
    add("null", "null", Value());
    add("true", "boolean", true);
    add("false", "boolean", false);

    for (const std::int64_t i : {0L,
                                 127L,
                                 128L,
                                 255L,
                                 256L,
                                 65'535L,
                                 65'536L,
                                 4'294'967'295L,
                                 4'294'967'296L,
                                 9'007'199'254'740'992L,
                                 9'223'372'036'854'775'807L,
                                 -1L,
                                 -32L,
                                 -33L,
                                 -128L,
                                 -129L,
                                 -32'768L,
                                 -32'769L,
                                 -2'147'483'648L,
                                 -2'147'483'649L})
        add(fmt::to_string(i), "integer", i);
    add("the smallest integer", "integer", std::numeric_limits<std::int64_t>::min());
    add("the largest integer", "integer", std::numeric_limits<std::uint64_t>::max());
    add("a time: 2026-01-02T03:04:05.000006Z", "integer", std::int64_t{1'767'323'045'000'006});
    add("7, in all its forms", "integer", 7,
        {big_endian('\xcc', 7, 1), big_endian('\xcd', 7, 2), big_endian('\xce', 7, 4), big_endian('\xcf', 7, 8),
         big_endian('\xd0', 7, 1), big_endian('\xd1', 7, 2), big_endian('\xd2', 7, 4), big_endian('\xd3', 7, 8)});
    const auto minus_five = static_cast<std::uint64_t>(std::int64_t{-5});
    add("-5, in all its forms", "integer", -5,
        {big_endian('\xd0', minus_five, 1), big_endian('\xd1', minus_five, 2), big_endian('\xd2', minus_five, 4),
         big_endian('\xd3', minus_five, 8)});

    add("a half, also in 32 bits", "number", 0.5, {from_hex("ca3f000000")});
    add("a number that happens to be whole", "number", 2.0);
    add("a tenth", "number", 0.1);
    add("a very large number", "number", 1e300);

    add("an empty string", "string", "");
    for (const std::size_t size : {31U, 32U, 255U, 256U})
        add(fmt::format("a string of {} bytes", size), "string", std::string(size, 'x'));
    add("UTF-8", "string", "grüße, \"世界\" 🙂\n");
    add("a string, in all its forms", "string", "abc",
        {big_endian('\xd9', 3, 1) + "abc", big_endian('\xda', 3, 2) + "abc", big_endian('\xdb', 3, 4) + "abc"});

    add("an empty list", "list", ValueList{});
    for (const std::size_t size : {15U, 16U})
        add(fmt::format("a list of {}", size), "list", ValueList(size, Value(true)));
    add("a list, in all its forms", "list", ValueList{1},
        {big_endian('\xdc', 1, 2) + '\x01', big_endian('\xdd', 1, 4) + '\x01'});

    add("an empty map", "map", ValueMap{});
    for (const std::size_t size : {15U, 16U}) {
        ValueMap map;
        for (std::size_t i = 0; i < size; ++i) map.emplace(fmt::format("k{:02}", i), Value());
        add(fmt::format("a map of {}", size), "map", map);
    }
    add("a map of free keys: in the order of their bytes", "map",
        ValueMap{{"", 0}, {"A", 1}, {"Z", 2}, {"a", 3}, {"ab", 4}, {"z", 5}, {"ä", 6}});
    add("a map, in all its forms", "map", ValueMap{{"a", 1}},
        {big_endian('\xde', 1, 2) + "\xa1" + "a\x01", big_endian('\xdf', 1, 4) + "\xa1" + "a\x01"});

    const Value nested = ValueMap{{"list", ValueList{Value(), true, -5, 2.5, "x", ValueList{}, ValueMap{}}}};
    add("nested, also the other way round", "map", nested, {encoded_otherwise(nested)});
    return vectors;
}

// Adds the encoding that another library may choose for a message.
void add_other_encoding(Vector& vector) {
    Value value;
    Decoder decoder(type_of<Value>, &value, UnknownFields::ignore);
    if (codec.parse(vector.bytes, decoder) || decoder.problem()) throw std::logic_error(vector.name);
    vector.also.push_back(encoded_otherwise(value));
}

std::string encoded_otherwise(const ValueList& list) {
    auto bytes = big_endian('\xdd', list.size(), 4);
    for (const auto& element : list) bytes += testing::encoded_otherwise(element);
    return bytes;
}

std::string encoded_otherwise(const ValueMap& map) {
    auto bytes = big_endian('\xdf', map.size(), 4);
    for (auto it = map.rbegin(); it != map.rend(); ++it)
        bytes += testing::encoded_otherwise(Value(it->first)) + testing::encoded_otherwise(it->second);
    return bytes;
}

}  // namespace

std::string encoded_otherwise(const Value& value) {
    struct Encoding {
        std::string operator()(std::monostate) const { return "\xc0"; }
        std::string operator()(bool v) const { return v ? "\xc3" : "\xc2"; }
        std::string operator()(std::int64_t v) const { return big_endian('\xd3', static_cast<std::uint64_t>(v), 8); }
        std::string operator()(std::uint64_t v) const { return big_endian('\xcf', v, 8); }
        std::string operator()(double v) const { return big_endian('\xcb', std::bit_cast<std::uint64_t>(v), 8); }
        std::string operator()(const std::string& v) const { return big_endian('\xdb', v.size(), 4) + v; }
        std::string operator()(const ValueList& v) const { return encoded_otherwise(v); }
        std::string operator()(const ValueMap& v) const { return encoded_otherwise(v); }
    };
    return std::visit(Encoding{}, value.data);
}

std::vector<VectorFile> vector_files() {
    Messages commands("command");
    Messages queries("query");
    add_every_command(commands);
    add_every_query(queries);
    add_other_encoding(commands.messages.front());
    add_other_encoding(queries.messages.front());

    auto replies = special_replies();
    for (auto* more : {&commands.replies, &queries.replies}) replies.insert(replies.end(), more->begin(), more->end());
    auto feed = event_vectors(std::make_index_sequence<std::variant_size_v<Event>>{});
    feed.insert(feed.begin(), heartbeat_vector());

    return {{"encoding.json", value_vectors()},
            {"commands.json", std::move(commands.messages)},
            {"queries.json", std::move(queries.messages)},
            {"replies.json", std::move(replies)},
            {"feed.json", std::move(feed)}};
}

std::string text_of(const VectorFile& file) {
    std::string text;
    for (const auto& vector : file.vectors) {
        JsonWriter json(codec);
        if (const auto broken = codec.parse(vector.bytes, json)) throw std::logic_error(vector.name + ": " + *broken);
        text += text.empty() ? "[\n  {\n" : ",\n  {\n";
        const auto put = [&](std::string_view key, const nlohmann::ordered_json& value) {
            text += fmt::format("    \"{}\": {},\n", key, value.dump());
        };
        put("name", vector.name);
        put("kind", vector.kind);
        put("type", vector.type);
        if (vector.topic) put("topic", *vector.topic);
        put("json", json.json());
        auto also = nlohmann::ordered_json::array();
        for (const auto& other : vector.also) also.push_back(to_hex(other));
        if (!also.empty()) put("also", also);
        text += fmt::format("    \"hex\": \"{}\"\n  }}", to_hex(vector.bytes));
    }
    return text + "\n]\n";
}

std::string to_hex(std::string_view bytes) {
    std::string digits;
    for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return digits;
}

std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    return bytes;
}

}  // namespace hf::testing
