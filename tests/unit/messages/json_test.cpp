#include <gtest/gtest.h>

#include "adapters/json/json_parser.hpp"
#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "tests/unit/messages/samples.hpp"

namespace hf::testing {
namespace {

const MsgpackCodec codec;

template <class T>
std::string json_of(const T& value) {
    JsonWriter writer(codec);
    type_of<T>.write(&value, writer);
    return writer.text();
}

Value parsed(std::string_view text) {
    Value value;
    Decoder decoder(type_of<Value>, &value);
    EXPECT_EQ(parse_json(text, decoder), std::nullopt);
    EXPECT_FALSE(decoder.problem());
    return value;
}

std::string broken(std::string_view text) {
    MsgpackWriter sink;
    return parse_json(text, sink).value_or("");
}

TEST(Json, ReadsBackWhatItWrites) {
    const std::vector<Part> parts{{"grüße \"世界\"\n", 12, Colour::red}, {"", -3, std::nullopt}};
    std::vector<Part> decoded;
    Decoder decoder(type_of<std::vector<Part>>, &decoded);
    EXPECT_EQ(parse_json(json_of(parts), decoder), std::nullopt);
    EXPECT_FALSE(decoder.problem());
    EXPECT_EQ(decoded, parts);

    const auto value = full_sample().anything;
    EXPECT_EQ(parsed(json_of(value)), value);
}

TEST(Json, KeepsTheOrderOfFields) {
    EXPECT_EQ(json_of(Part{"bolt", 12, Colour::red}), R"({"name":"bolt","weight":12,"colour":"red"})");
    EXPECT_EQ(json_of(Part{"nut", 0, std::nullopt}), R"({"name":"nut","weight":0})");
}

TEST(Json, WritesTimesForPeople) {
    JsonWriter writer(codec);
    writer.begin_list(1);
    writer.time({1'767'323'045'000'006});
    writer.end_list();
    EXPECT_EQ(writer.text(), R"(["2026-01-02T03:04:05.000006Z"])");
    EXPECT_EQ(writer.text(2), "[\n  \"2026-01-02T03:04:05.000006Z\"\n]");
}

// The wire carries a number; the text is for people and is not read back.
TEST(Json, TakesNoTimeInWords) {
    Timestamp time;
    Decoder decoder(type_of<Timestamp>, &time);
    EXPECT_EQ(parse_json("\"2026-01-02T03:04:05.000006Z\"", decoder), std::nullopt);
    ASSERT_TRUE(decoder.problem());
    EXPECT_EQ(decoder.problem()->message, "must be a time, not \"2026-01-02T03:04:05.000006Z\"");
}

TEST(Json, WritesOneScalar) {
    EXPECT_EQ(json_of(Value(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
    EXPECT_EQ(json_of(Value(2.0)), "2.0");
    EXPECT_EQ(json_of(Value()), "null");
}

TEST(Json, ReplacesWhatIsNoUtf8) {
    EXPECT_EQ(json_of(ValueMap{{"k\xff", "v\xc0\x80"}}), "{\"k\ufffd\":\"v\ufffd\ufffd\"}");
    EXPECT_EQ(json_of(Value(std::string("\0\x1f\"", 3))), R"("\u0000\u001f\"")");
}

TEST(Json, OpensEncodedValues) {
    MsgpackWriter data;
    write(ValueMap{{"n", 1}, {"list", ValueList{ValueMap{}}}}, data);
    JsonWriter writer(codec);
    writer.begin_map(2);
    writer.key("data");
    writer.encoded(data.bytes());
    writer.key("after");
    writer.boolean(true);
    writer.end_map();
    EXPECT_EQ(writer.text(), R"({"data":{"list":[{}],"n":1},"after":true})");
    EXPECT_FALSE(writer.failed());
}

TEST(Json, TellsOfAnEncodedValueThatIsBroken) {
    JsonWriter writer(codec);
    writer.encoded("\xc1");
    EXPECT_TRUE(writer.failed());
    EXPECT_EQ(writer.problem(), "byte 0 begins no msgpack value");
}

TEST(Json, ReadsAllKindsOfValues) {
    EXPECT_EQ(parsed(" [null, true, false, 0, -7, 18446744073709551615, 0.5, 1e3, \"\\u00e9\\ud83d\\ude42\"] "),
              Value(ValueList{Value(), true, false, 0, -7, std::numeric_limits<std::uint64_t>::max(), 0.5, 1000.0,
                              "é🙂"}));
    EXPECT_EQ(parsed(R"({"a": {"b": [1]}})"), Value(ValueMap{{"a", ValueMap{{"b", ValueList{1}}}}}));
    EXPECT_EQ(parsed("36893488147419103232"), Value(36893488147419103232.0));
}

TEST(Json, SaysWhereTheTextIsBroken) {
    EXPECT_EQ(broken("{\"a\": 1,\n  \"b\": tru\n}").substr(0, 18), "line 2, column 11:");
    EXPECT_EQ(broken("[1, 2").substr(0, 17), "line 1, column 6:");
    for (const auto* text :
         {"",   " ",  "[",  "]",  "{",   "{\"a\"}", "{\"a\":}", "{1:2}",       "[1,]", "[1] 2",    "nul",    "'x'",
          "01", "+1", ".5", "1.", "NaN", "1e999",   "\"\\x\"",  "\"\\ud800\"", "\"",   "\"\xff\"", "// x\n1"}) {
        const auto message = broken(text);
        EXPECT_TRUE(message.starts_with("line ")) << text << ": " << message;
        EXPECT_EQ(message.find("json.exception"), std::string::npos) << message;
    }
}

TEST(Json, LimitsDepth) {
    EXPECT_EQ(broken(std::string(10'000, '[')), "line 1, column 65: it is nested more than 64 deep");
    std::string objects;
    for (int i = 0; i < 10'000; ++i) objects += "{\"[\\\"{\":\n";
    EXPECT_EQ(broken(objects), "line 65, column 1: it is nested more than 64 deep");
    EXPECT_EQ(broken(std::string(64, '[') + std::string(64, ']')), "");
    EXPECT_EQ(broken("\"" + std::string(1000, '[') + "\""), "");
}

TEST(Json, LeavesToTheSinkWhatTheSinkRefuses) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample);
    EXPECT_EQ(parse_json(R"({"count": 1, "count": 2, "flag": 3})", decoder), std::nullopt);
    ASSERT_EQ(decoder.problems(), 2U);
    EXPECT_EQ(decoder.problem()->message, "is given twice");
    EXPECT_EQ(decoder.problem()->others[0].path, "flag");
}

TEST(Json, IsReadNoFurtherThanTheSinkWants) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample, UnknownFields::refuse, {.elements = 2});
    EXPECT_EQ(parse_json(R"({"count": 1, "flag": true, this is not read any more)", decoder), std::nullopt);
    ASSERT_TRUE(decoder.failed());
    EXPECT_EQ(decoder.problem()->message, "has more than 2 elements in all");
}

TEST(Json, MakesMsgpack) {
    MsgpackWriter writer;
    ASSERT_EQ(parse_json(R"({"a": [1, {"b": null}]})", writer), std::nullopt);
    Value value;
    ASSERT_FALSE(codec.decode(writer.bytes(), value));
    EXPECT_EQ(value, Value(ValueMap{{"a", ValueList{1, ValueMap{{"b", Value()}}}}}));
}

}  // namespace
}  // namespace hf::testing
