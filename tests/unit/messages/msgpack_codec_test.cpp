#include "adapters/msgpack/msgpack_codec.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "adapters/msgpack/msgpack_writer.hpp"
#include "core/domain/history/recorded_event.hpp"
#include "core/wire/envelope.hpp"
#include "tests/unit/messages/samples.hpp"

namespace hf::testing {
namespace {

using namespace std::string_literals;

const MsgpackCodec codec;

template <class T>
std::string encoding_of(const T& value) {
    MsgpackWriter writer;
    write(value, writer);
    return writer.take();
}

// Returns what is wrong with the bytes for a reader that accepts any value.
std::string broken(std::string_view bytes) {
    Value value;
    const auto problem = codec.decode(bytes, value);
    return problem ? problem->message : "";
}

TEST(MsgpackCodec, ReadsBackWhatItWrites) {
    const auto bytes = codec.encode(full_sample());
    Sample decoded;
    const auto problem = codec.decode(bytes, decoded);
    ASSERT_FALSE(problem) << problem->path << ' ' << problem->message;
    EXPECT_EQ(decoded, full_sample());
    EXPECT_EQ(codec.encode(decoded), bytes);
}

TEST(MsgpackCodec, PacksIntegersMinimally) {
    const auto size_of = [](auto value) { return encoding_of(Value(value)).size(); };
    EXPECT_EQ(encoding_of(Value(0)), "\x00"s);
    EXPECT_EQ(encoding_of(Value(127)), "\x7f"s);
    EXPECT_EQ(encoding_of(Value(128)), "\xcc\x80"s);  // not as int16
    EXPECT_EQ(encoding_of(Value(255)), "\xcc\xff"s);
    EXPECT_EQ(encoding_of(Value(256)), "\xcd\x01\x00"s);
    EXPECT_EQ(encoding_of(Value(-1)), "\xff"s);
    EXPECT_EQ(encoding_of(Value(-32)), "\xe0"s);
    EXPECT_EQ(encoding_of(Value(-33)), "\xd0\xdf"s);
    EXPECT_EQ(size_of(std::int64_t{65'535}), 3U);
    EXPECT_EQ(size_of(std::int64_t{65'536}), 5U);
    EXPECT_EQ(size_of(std::numeric_limits<std::int64_t>::max()), 9U);
    EXPECT_EQ(size_of(std::numeric_limits<std::int64_t>::min()), 9U);
    EXPECT_EQ(size_of(std::numeric_limits<std::uint64_t>::max()), 9U);
}

TEST(MsgpackCodec, KeepsAWholeNumberANumber) {
    EXPECT_EQ(encoding_of(Value(2.0)), "\xcb\x40\x00\x00\x00\x00\x00\x00\x00"s);
    for (const double number : {0.0, -0.0, 2.0, -7.0, 0.1, 1e300, 5e-324, 18446744073709551616.0}) {
        Value value;
        ASSERT_FALSE(codec.decode(encoding_of(Value(number)), value));
        ASSERT_NE(value.as<double>(), nullptr);
        EXPECT_EQ(std::signbit(*value.as<double>()), std::signbit(number));
        EXPECT_EQ(*value.as<double>(), number);
    }
}

TEST(MsgpackCodec, ReadsEveryFormOfAnInteger) {
    const std::pair<std::string, Value> forms[] = {
        {"\x05"s, 5},
        {"\xcc\x05"s, 5},
        {"\xcd\x00\x05"s, 5},
        {"\xce\x00\x00\x00\x05"s, 5},
        {"\xcf\x00\x00\x00\x00\x00\x00\x00\x05"s, 5},
        {"\xd0\x05"s, 5},
        {"\xd1\x00\x05"s, 5},
        {"\xd2\x00\x00\x00\x05"s, 5},
        {"\xd3\x00\x00\x00\x00\x00\x00\x00\x05"s, 5},
        {"\xd0\xfb"s, -5},
        {"\xd3\xff\xff\xff\xff\xff\xff\xff\xfb"s, -5},
        {"\xca\x3f\xc0\x00\x00"s, 1.5},
    };
    for (const auto& [bytes, expected] : forms) {
        Value value;
        EXPECT_FALSE(codec.decode(bytes, value));
        EXPECT_EQ(value, expected);
    }
}

TEST(MsgpackCodec, ReadsEmptyStringsOfEveryForm) {
    for (const auto& bytes : {"\xa0"s, "\xd9\x00"s, "\xda\x00\x00"s, "\xdb\x00\x00\x00\x00"s}) {
        Value value = 1;
        EXPECT_FALSE(codec.decode(bytes, value));
        EXPECT_EQ(value, Value(""));
    }
}

TEST(MsgpackCodec, RefusesDeepNesting) {
    EXPECT_EQ(broken(std::string(10'000, '\x91')), "is nested more than 32 deep");
    // A sink that accepts everything does not raise the reader's limit.
    MsgpackWriter sink;
    EXPECT_EQ(codec.parse(std::string(10'000, '\x91'), sink), "it is nested more than 64 deep");
    std::string maps;
    for (int i = 0; i < 10'000; ++i) maps += "\x81\xa1k";
    EXPECT_EQ(codec.parse(maps, sink), "it is nested more than 64 deep");
    const auto allowed = std::string(64, '\x91') + "\xc0";
    MsgpackWriter other;
    EXPECT_EQ(codec.parse(allowed, other), std::nullopt);
    EXPECT_EQ(other.bytes(), allowed);
    EXPECT_TRUE(codec.parse("\x91" + allowed, other));
}

TEST(MsgpackCodec, RefusesNestingInsideOfWhatIsPassedOn) {
    QueryEnvelope envelope;
    const auto bytes =
        "\x81\xa4"
        "body"s +
        std::string(10'000, '\x91');
    const auto problem = codec.decode(bytes, envelope);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->message, "it is nested more than 64 deep");
}

TEST(MsgpackCodec, PromisesOfSizeCostNothing) {
    for (const auto& promise : {"\xdd\xff\xff\xff\xff"s, "\xdf\xff\xff\xff\xff"s, "\xdb\xff\xff\xff\xff"s,
                                "\xc6\xff\xff\xff\xff"s, "\xc9\xff\xff\xff\xff"s, "\xdd\xff\xff\xff\xff\x01"s}) {
        EXPECT_EQ(broken(promise), "the message is cut short");
        QueryEnvelope envelope;
        EXPECT_TRUE(
            codec.decode("\x81\xa4"
                         "body" +
                             promise,
                         envelope));
    }
}

TEST(MsgpackCodec, RefusesWhatTheProtocolDoesNotHave) {
    EXPECT_EQ(broken("\xc4\x01x"s), "binary values are not part of the protocol; use strings");
    EXPECT_EQ(broken("\xc4\x00"s), "binary values are not part of the protocol; use strings");
    EXPECT_EQ(broken("\xd4\x01x"s), "extension types are not part of the protocol");
    EXPECT_EQ(broken("\xd6\xff\x00\x00\x00\x00"s), "extension types are not part of the protocol");
    EXPECT_EQ(broken("\xc7\x00\x05"s), "extension types are not part of the protocol");
    EXPECT_EQ(broken("\x91\xc1"s), "byte 1 begins no msgpack value");
    EXPECT_EQ(broken("\xca\x7f\xc0\x00\x00"s), "a number must be finite, not NaN or an infinity");
    EXPECT_EQ(broken("\xcb\xff\xf0\x00\x00\x00\x00\x00\x00"s), "a number must be finite, not NaN or an infinity");
    EXPECT_EQ(broken("\xa2\xc0\x80"s), "a string is not valid UTF-8");
    EXPECT_EQ(broken("\x81\xa1\xff\x01"s), "a string is not valid UTF-8");
    for (const auto& key : {"\x01"s, "\xc0"s, "\xc3"s, "\x90"s, "\x80"s, "\x91\x01"s, "\xca\x00\x00\x00\x00"s})
        EXPECT_EQ(broken("\x81" + key + "\x01"), "a map key must be a string");
}

TEST(MsgpackCodec, TakesExactlyOneValue) {
    EXPECT_EQ(broken(""), "the message is empty");
    EXPECT_EQ(broken("\x01\x02"s), "1 bytes follow the end of the message");
    EXPECT_EQ(broken("\x90\xc1\xc1"s), "2 bytes follow the end of the message");
    EXPECT_EQ(broken(encoding_of(Value("text")) + "\xc0"), "1 bytes follow the end of the message");
}

TEST(MsgpackCodec, RefusesEveryTruncation) {
    const auto bytes = codec.encode(full_sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        Sample sample;
        ASSERT_TRUE(codec.decode(std::string(bytes, 0, size), sample)) << size;
    }
}

TEST(MsgpackCodec, AnswersEverySingleByte) {
    for (int byte = 0; byte <= 0xff; ++byte) {
        const std::string bytes(1, static_cast<char>(byte));
        const bool whole = byte <= 0x7f || byte >= 0xe0 || byte == 0x80 || byte == 0x90 || byte == 0xa0 ||
                           byte == 0xc0 || byte == 0xc2 || byte == 0xc3;
        EXPECT_EQ(broken(bytes).empty(), whole) << byte;
        CommandEnvelope envelope;
        EXPECT_TRUE(codec.decode(bytes, envelope)) << byte;
    }
}

TEST(MsgpackCodec, SurvivesRandomBytes) {
    std::mt19937 random(20'260'102);
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<std::size_t> size(0, 200);
    for (int i = 0; i < 50'000; ++i) {
        std::string bytes(size(random), '\0');
        for (auto& b : bytes) b = static_cast<char>(byte(random));
        Value value;
        if (!codec.decode(bytes, value)) {
            Value again;
            ASSERT_FALSE(codec.decode(encoding_of(value), again));
            ASSERT_EQ(again, value);
        }
        CommandEnvelope envelope;
        ASSERT_TRUE(codec.decode(bytes, envelope));
    }
}

TEST(MsgpackCodec, SurvivesEveryChangeOfOneBit) {
    const auto bytes = codec.encode(full_sample());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            Sample sample;
            if (codec.decode(changed, sample)) continue;
            Sample again;
            ASSERT_FALSE(codec.decode(codec.encode(sample), again));
            ASSERT_EQ(again, sample);
        }
    }
}

struct Parcel {
    std::optional<Encoded> content;
    std::vector<Encoded> list;
    std::map<std::string, std::map<std::string, Encoded>> deep;

    bool operator==(const Parcel&) const = default;

    static constexpr auto describe =
        message("Parcel", "Passes things on.", field<&Parcel::content>("content", "anything"),
                field<&Parcel::list>("list", "a list of anything").optional(),
                field<&Parcel::deep>("deep", "anything, further down").optional());
};

TEST(MsgpackCodec, PassesEncodedValuesOnAtAnyDepth) {
    const auto values = {Value(1),
                         Value("text"),
                         Value(true),
                         Value(2.5),
                         Value(ValueMap{}),
                         Value(ValueList{}),
                         Value(ValueMap{{"a", ValueList{1, ValueMap{{"b", Value()}}}}, {"c", "d"}})};
    for (const auto& value : values) {
        const Encoded encoded{encoding_of(value)};
        const Parcel parcel{encoded, {encoded, encoded}, {{"x", {{"y", encoded}, {"z", encoded}}}}};
        Parcel decoded;
        const auto problem = codec.decode(codec.encode(parcel), decoded);
        ASSERT_FALSE(problem) << problem->path << ' ' << problem->message;
        EXPECT_EQ(decoded, parcel);
    }
}

TEST(MsgpackCodec, ChecksWhatItPassesOn) {
    const auto problem_in = [](const std::string& content) {
        Parcel parcel;
        const auto problem = codec.decode(
            "\x81\xa7"
            "content" +
                content,
            parcel);
        return problem ? problem->message : "";
    };
    EXPECT_EQ(problem_in("\x91\xc4\x00"s), "binary values are not part of the protocol; use strings");
    EXPECT_EQ(problem_in("\x81\x01\x01"s), "a map key must be a string");
    EXPECT_EQ(problem_in("\x91\xa1\xff"s), "a string is not valid UTF-8");
    EXPECT_EQ(problem_in("\x92\x01"s), "the message is cut short");
    EXPECT_EQ(problem_in("\x91\x01"s), "");
}

TEST(MsgpackCodec, PassesOnTheOneEncoding) {
    Parcel parcel;
    ASSERT_FALSE(
        codec.decode("\x81\xa7"
                     "content\xdc\x00\x01\xd3\x00\x00\x00\x00\x00\x00\x00\x05"s,
                     parcel));
    EXPECT_EQ(parcel.content, Encoded{"\x91\x05"});
}

TEST(MsgpackCodec, ANullIsNoEncodedValueWhereOneMayBeMissing) {
    Parcel parcel;
    ASSERT_FALSE(
        codec.decode("\x81\xa7"
                     "content\xc0"s,
                     parcel));
    EXPECT_EQ(parcel.content, std::nullopt);
}

TEST(MsgpackCodec, KeepsAnEventsDataAsItIs) {
    RecordedEvent event{.position = 7,
                        .category = {},
                        .category_position = 3,
                        .stream = "r-1",
                        .stream_version = 2,
                        .type = "RequestCreated",
                        .schema = 1,
                        .time = {5},
                        .command_id = "c",
                        .correlation_id = "d",
                        .principal = "gate",
                        .on_behalf_of = "mary",
                        .data = {encoding_of(ValueMap{{"n", 1}})}};
    RecordedEvent decoded;
    ASSERT_FALSE(codec.decode(codec.encode(event), decoded));
    EXPECT_EQ(decoded, event);
}

TEST(MsgpackWriter, PatchesSizesThatItIsNotTold) {
    for (const std::size_t count : {0U, 1U, 15U, 16U, 70'000U}) {
        MsgpackWriter told;
        MsgpackWriter untold;
        for (auto [writer, size] : {std::pair{&told, count}, {&untold, TokenSink::unknown_size}}) {
            writer->begin_map(size == TokenSink::unknown_size ? size : 2);
            writer->key("list");
            writer->begin_list(size);
            for (std::size_t i = 0; i < count; ++i) writer->string("x");
            writer->end_list();
            writer->key("other");
            writer->begin_list(size == TokenSink::unknown_size ? size : 1);
            writer->encoded("\xc0");
            writer->end_list();
            writer->end_map();
        }
        EXPECT_EQ(untold.bytes(), told.bytes());
    }
}

TEST(MsgpackWriter, WritesNothingThatCannotBeRead) {
    EXPECT_EQ(encoding_of(Value("a\xff")), encoding_of(Value("a\ufffd")));
    EXPECT_EQ(encoding_of(ValueMap{{"\xff", 1}}), encoding_of(ValueMap{{"\ufffd", 1}}));
    EXPECT_THROW(encoding_of(Value(std::nan(""))), std::logic_error);
    EXPECT_THROW(encoding_of(Value(HUGE_VAL)), std::logic_error);
}

class Throwing final : public TokenSink {
    void null() override { throw std::bad_alloc(); }
    void boolean(bool) override { throw std::runtime_error("no room"); }
    void integer(std::int64_t) override {}
    void unsigned_integer(std::uint64_t) override {}
    void number(double) override {}
    void string(std::string_view) override {}
    void begin_list(std::size_t) override {}
    void end_list() override {}
    void begin_map(std::size_t) override {}
    void key(std::string_view) override {}
    void end_map() override {}
    void encoded(std::string_view) override {}
};

TEST(MsgpackCodec, LetsNoExceptionOut) {
    Throwing sink;
    EXPECT_TRUE(codec.parse("\xc0"s, sink));
    EXPECT_EQ(codec.parse("\x91\xc3"s, sink), "it can't be read: no room");
}

}  // namespace
}  // namespace hf::testing
