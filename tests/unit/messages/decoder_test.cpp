#include "core/messages/decoder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/messages/samples.hpp"

namespace hf::testing {
namespace {

std::string words_of(const std::optional<Problem>& problem) {
    if (!problem) return "";
    auto words = problem->path + ": " + problem->message;
    for (const auto& other : problem->others) words += " | " + other.path + ": " + other.message;
    return words;
}

// Returns "path: message" of each problem, or "" if the tokens of `value` made a T.
template <class T>
std::string problem_of(const Value& value, T& target, UnknownFields unknown = UnknownFields::refuse) {
    Decoder decoder(type_of<T>, &target, unknown);
    write(value, decoder);
    return words_of(decoder.problem());
}

std::string problem_of(ValueMap fields) {
    fields.try_emplace("count", 1);
    Sample sample;
    return problem_of(fields, sample);
}

TEST(Decoder, MakesAgainWhatWasWritten) {
    Sample decoded;
    Decoder decoder(type_of<Sample>, &decoded);
    write(full_sample(), decoder);
    EXPECT_FALSE(decoder.problem());
    EXPECT_EQ(decoded, full_sample());
}

TEST(Decoder, KeepsTheDefaultsOfMissingFields) {
    Sample sample;
    EXPECT_EQ(problem_of(ValueMap{{"count", 5}, {"height", 9}}, sample), "");
    Sample expected;
    expected.count = 5;
    expected.extent = {1, 9};
    EXPECT_EQ(sample, expected);
}

TEST(Decoder, RefusesUnknownFieldsAndNamesTheNearest) {
    EXPECT_EQ(problem_of({{"colur", "red"}}), "colur: is not known here; did you mean \"colour\"?");
    EXPECT_EQ(problem_of({{"elephant", 1}}), "elephant: is not known here");
    EXPECT_EQ(problem_of({{"parts", ValueList{ValueMap{{"name", "x"}, {"weigth", 1}}}}}),
              "parts[0].weigth: is not known here; did you mean \"weight\"?");
}

TEST(Decoder, CutsWhatItQuotes) {
    const std::string name(100'000, 'x');
    EXPECT_EQ(problem_of({{name, 1}}), std::string(64, 'x') + "…: is not known here");
    EXPECT_EQ(problem_of({{"colour", name}}),
              "colour: \"" + std::string(64, 'x') + "…\" is not one of red, green, dark_blue");
    EXPECT_LT(problem_of({{"count", name}}).size(), 200U);
    EXPECT_LT(problem_of({{"numbers", ValueMap{{name, "x"}}}}).size(), 200U);
}

TEST(Decoder, IgnoresUnknownFieldsWhenTold) {
    Sample sample;
    const ValueMap nested{{"a", ValueList{1, ValueMap{{"b", ValueList{}}}}}, {"count", "not ours"}};
    EXPECT_EQ(problem_of(ValueMap{{"aaa", nested}, {"bbb", Value()}, {"ccc", ValueList{}}, {"count", 3}, {"zzz", 1}},
                         sample, UnknownFields::ignore),
              "");
    EXPECT_EQ(sample.count, 3U);
}

TEST(Decoder, NamesWhatIsMissing) {
    Sample sample;
    EXPECT_EQ(problem_of(ValueMap{}, sample), "count: is missing");
    EXPECT_EQ(problem_of({{"spare", ValueMap{}}}), "spare.name: is missing");
    EXPECT_EQ(problem_of({{"shelves", ValueMap{{"top", ValueList{ValueMap{{"name", "x"}}, ValueMap{}}}}}}),
              "shelves.top[1].name: is missing");
}

TEST(Decoder, RefusesAFieldGivenTwice) {
    Sample sample;
    const auto twice = [&](auto first, auto second) {
        Decoder decoder(type_of<Sample>, &sample);
        decoder.begin_map(2);
        first(decoder);
        second(decoder);
        return words_of(decoder.problem());
    };
    const auto count = [](Decoder& to) { to.key("count"), to.integer(1); };
    const auto note = [](Decoder& to) { to.key("note"), to.string("text"); };
    const auto no_note = [](Decoder& to) { to.key("note"), to.null(); };
    const auto entry = [](Decoder& to) {
        to.key("more"), to.begin_map(2), to.key("k"), to.integer(1), to.key("k"), to.integer(1);
    };
    EXPECT_EQ(twice(count, count), "count: is given twice");
    EXPECT_EQ(twice(note, no_note), "note: is given twice");
    EXPECT_EQ(twice(no_note, note), "note: is given twice");
    EXPECT_EQ(twice(count, entry), "more.k: is given twice");
}

TEST(Decoder, RefusesIntegersThatDoNotFit) {
    EXPECT_EQ(problem_of({{"small", 128}}), "small: must be from -128 to 127, not 128");
    EXPECT_EQ(problem_of({{"small", -129}}), "small: must be from -128 to 127, not -129");
    EXPECT_EQ(problem_of({{"count", -1}}), "count: must be at least 0, not -1");
    EXPECT_EQ(problem_of({{"big", std::numeric_limits<std::uint64_t>::max()}}),
              "big: must be at most 9223372036854775807, not 18446744073709551615");
    EXPECT_EQ(problem_of({{"time", std::numeric_limits<std::uint64_t>::max()}}),
              "time: must be at most 9223372036854775807, not 18446744073709551615");
    EXPECT_EQ(problem_of({{"small", -128}}), "");
    EXPECT_EQ(problem_of({{"count", std::numeric_limits<std::uint64_t>::max()}}), "");
}

TEST(Decoder, HoldsBounds) {
    EXPECT_EQ(problem_of({{"text", std::string(41, 'x')}}), "text: length must be at most 40, not 41");
    EXPECT_EQ(problem_of({{"note", "x"}}), "note: length must be at least 2, not 1");
    EXPECT_EQ(problem_of({{"words", ValueList{"a", "b", "c", "d"}}}),
              "words: number of elements must be at most 3, not 4");
    EXPECT_EQ(problem_of({{"numbers", ValueMap{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}}}),
              "numbers: number of elements must be at most 3, not 4");
    EXPECT_EQ(problem_of({{"spare", ValueMap{{"name", "x"}, {"weight", 1001}}}}),
              "spare.weight: must be from -10 to 1000, not 1001");
    EXPECT_EQ(problem_of({{"name", "too long a name"}}), "name: must be at most 8 characters");
}

TEST(Decoder, HoldsBoundsOfNumbersWithoutRounding) {
    EXPECT_EQ(problem_of({{"ratio", 10}}), "");
    EXPECT_EQ(problem_of({{"ratio", -1.0}}), "");
    EXPECT_EQ(problem_of({{"ratio", 10.5}}), "ratio: must be from -1 to 10, not 10.5");
    EXPECT_EQ(problem_of({{"ratio", -1.25}}), "ratio: must be from -1 to 10, not -1.25");
    EXPECT_EQ(problem_of({{"ratio", 1e300}}), "ratio: must be from -1 to 10, not 1e+300");
}

TEST(Decoder, DoesNotHoldOldMessagesAgainstBounds) {
    Sample sample;
    EXPECT_EQ(problem_of(ValueMap{{"count", 1}, {"note", "x"}}, sample, UnknownFields::ignore), "");
    EXPECT_EQ(sample.note, "x");
}

TEST(Decoder, RefusesOtherTypes) {
    EXPECT_EQ(problem_of({{"flag", 1}}), "flag: must be a boolean, not 1");
    EXPECT_EQ(problem_of({{"flag", "yes"}}), "flag: must be a boolean, not \"yes\"");
    EXPECT_EQ(problem_of({{"big", 1.5}}), "big: must be an integer, not 1.5");
    EXPECT_EQ(problem_of({{"count", true}}), "count: must be an unsigned integer, not true");
    EXPECT_EQ(problem_of({{"text", 123}}), "text: must be a string, not 123");
    EXPECT_EQ(problem_of({{"name", false}}), "name: must be a short name, not false");
    EXPECT_EQ(problem_of({{"colour", 1}}), "colour: must be a word, not 1");
    EXPECT_EQ(problem_of({{"colour", "gren"}}),
              "colour: \"gren\" is not one of red, green, dark_blue; did you mean \"green\"?");
    EXPECT_EQ(problem_of({{"words", "x"}}), "words: must be a list, not \"x\"");
    EXPECT_EQ(problem_of({{"words", ValueMap{}}}), "words: must be a list, not a map");
    EXPECT_EQ(problem_of({{"spare", ValueList{}}}), "spare: must be a map, not a list");
    EXPECT_EQ(problem_of({{"numbers", ValueMap{{"a", ValueList{}}}}}), "numbers.a: must be an integer, not a list");
    EXPECT_EQ(problem_of({{"words", ValueList{"a", 2}}}), "words[1]: must be a string, not 2");
    Sample sample;
    EXPECT_EQ(problem_of(Value(1), sample), ": must be a map, not 1");
    EXPECT_EQ(problem_of(ValueList{}, sample), ": must be a map, not a list");
}

TEST(Decoder, TakesAnIntegerForANumber) {
    Sample sample;
    EXPECT_EQ(problem_of(ValueMap{{"count", 1}, {"ratio", 3}}, sample), "");
    EXPECT_EQ(sample.ratio, 3.0);
}

TEST(Decoder, TakesNullForWhatMayBeMissing) {
    Sample sample;
    EXPECT_EQ(problem_of(ValueMap{{"count", 1}, {"note", Value()}, {"height", Value()}, {"spare", Value()}}, sample),
              "");
    EXPECT_EQ(sample.note, std::nullopt);
    EXPECT_EQ(sample.spare, std::nullopt);
    EXPECT_EQ(sample.extent.height, 2U);
    EXPECT_EQ(problem_of({{"count", Value()}}), "count: must be an unsigned integer, not null");
    EXPECT_EQ(problem_of({{"words", ValueList{Value()}}}), "words[0]: must be a string, not null");
    EXPECT_EQ(problem_of(Value(), sample), ": must be a map, not null");
}

TEST(Decoder, TakesOneValueOnly) {
    std::vector<std::string> words;
    Decoder decoder(type_of<std::vector<std::string>>, &words);
    decoder.begin_list(0);
    decoder.end_list();
    EXPECT_FALSE(decoder.failed());
    decoder.begin_list(0);
    ASSERT_TRUE(decoder.failed());
    EXPECT_EQ(decoder.problem()->message, "more than one value");
}

TEST(Decoder, LimitsDepth) {
    Value nested;
    Decoder decoder(type_of<Value>, &nested);
    for (int i = 0; i < 32; ++i) decoder.begin_list(1);
    EXPECT_FALSE(decoder.failed());
    decoder.begin_list(1);
    ASSERT_TRUE(decoder.failed());
    EXPECT_EQ(decoder.problem()->message, "is nested more than 32 deep");
}

// A list of templates is deeper than the command that created one of them.
TEST(Decoder, ReadsDeeperWhatWasAcceptedBefore) {
    Value deepest = 1;
    for (int i = 0; i < 31; ++i) deepest = ValueList{deepest};
    Sample sample;
    const ValueMap accepted{{"count", 1}, {"anything", deepest}};
    EXPECT_EQ(problem_of(accepted, sample), "");
    Value listed;
    EXPECT_EQ(
        problem_of(Value(ValueList{accepted}), listed), "[0].anything" + [] {
            std::string path;
            for (int i = 0; i < 30; ++i) path += "[0]";
            return path;
        }() + ": is nested more than 32 deep");
    EXPECT_EQ(problem_of(Value(ValueList{accepted}), listed, UnknownFields::ignore), "");
}

TEST(Decoder, LimitsDepthOfWhatItIgnores) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample, UnknownFields::ignore, {.depth = 8});
    decoder.begin_map(1);
    decoder.key("unheard_of");
    for (int i = 0; i < 7; ++i) decoder.begin_list(1);
    EXPECT_FALSE(decoder.failed());
    decoder.begin_map(1);
    EXPECT_TRUE(decoder.failed());
}

TEST(Decoder, LimitsElements) {
    std::vector<std::string> words;
    Decoder decoder(type_of<std::vector<std::string>>, &words, UnknownFields::refuse, {.elements = 10});
    decoder.begin_list(TokenSink::unknown_size);
    for (int i = 0; i < 9; ++i) decoder.string("x");
    EXPECT_FALSE(decoder.failed());
    decoder.string("x");
    ASSERT_TRUE(decoder.failed());
    EXPECT_EQ(decoder.problem()->message, "has more than 10 elements in all");
}

TEST(Decoder, ReservesNothingForPromises) {
    std::vector<std::string> words;
    Decoder decoder(type_of<std::vector<std::string>>, &words);
    decoder.begin_list(0xffffffff);
    decoder.end_list();
    EXPECT_EQ(words.capacity(), 0U);
}

TEST(Decoder, GoesOnAfterAWrongValueAndTellsAllAtOnce) {
    Sample sample;
    const ValueMap nested{{"count", ValueList{ValueMap{{"count", "deep"}}}}};
    EXPECT_EQ(problem_of(ValueMap{{"big", nested},
                                  {"colur", nested},
                                  {"flag", ValueList{nested, nested}},
                                  {"numbers", ValueMap{{"a", 1}, {"b", "x"}, {"c", 3}, {"d", 4}}},
                                  {"parts", ValueList{nested, ValueMap{{"name", "bolt"}, {"weight", 1001}}, 7}},
                                  {"small", 128},
                                  {"text", "kept"},
                                  {"words", ValueList{"a", nested, "c"}}},
                         sample),
              "big: must be an integer, not a map | "
              "colur: is not known here; did you mean \"colour\"? | "
              "flag: must be a boolean, not a list | "
              "numbers.b: must be an integer, not \"x\" | "
              "numbers: number of elements must be at most 3, not 4 | "
              "parts[0].count: is not known here | "
              "parts[0].name: is missing | "
              "parts[1].weight: must be from -10 to 1000, not 1001 | "
              "parts[2]: must be a map, not 7 | "
              "small: must be from -128 to 127, not 128 | "
              "words[1]: must be a string, not a map | "
              "count: is missing");
    EXPECT_EQ(sample.text, "kept");
    EXPECT_EQ(sample.words, (std::vector<std::string>{"a", "", "c"}));
    EXPECT_EQ(sample.numbers.at("c"), 3);
}

TEST(Decoder, PassesOverTheValueOfARepeatedKey) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample);
    const auto nested = ValueMap{{"flag", ValueList{1, 2}}};
    decoder.begin_map(5);
    decoder.key("count"), decoder.integer(1);
    decoder.key("count"), write(nested, decoder);
    decoder.key("more"), decoder.begin_map(3);
    decoder.key("k"), decoder.integer(1);
    decoder.key("k"), write(nested, decoder);
    decoder.key("l"), decoder.integer(2);
    decoder.end_map();
    decoder.key("text"), decoder.string("kept");
    decoder.end_map();
    EXPECT_EQ(words_of(decoder.problem()), "count: is given twice | more.k: is given twice");
    EXPECT_EQ(sample.count, 1U);
    EXPECT_EQ(sample.more, (ValueMap{{"k", 1}, {"l", 2}}));
    EXPECT_EQ(sample.text, "kept");
    EXPECT_FALSE(decoder.failed());
}

TEST(Decoder, StopsTellingAtSomePoint) {
    ValueMap many{{"count", 1}};
    for (int i = 0; i < 1000; ++i) many.emplace(fmt::format("strange_{:04}", i), i);
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample);
    write(many, decoder);
    ASSERT_TRUE(decoder.failed());
    ASSERT_EQ(decoder.problems(), most_findings + 1);
    EXPECT_EQ(decoder.problem()->path, "strange_0000");
    EXPECT_EQ(decoder.problem()->others[18].path, "strange_0019");
    EXPECT_EQ(decoder.problem()->others[19].path, "");
    EXPECT_EQ(decoder.problem()->others[19].message, "is wrong in more places");
}

TEST(Decoder, TellsWhatWasWrongBeforeItsEnd) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample);
    decoder.begin_map(2);
    decoder.key("flag"), decoder.integer(1);
    decoder.key("anything");
    for (int i = 0; i < 40; ++i) decoder.begin_list(1);
    ASSERT_TRUE(decoder.failed());
    EXPECT_EQ(decoder.problem()->path, "flag");
    ASSERT_EQ(decoder.problem()->others.size(), 1U);
    EXPECT_EQ(decoder.problem()->others[0].message, "is nested more than 32 deep");
}

TEST(Decoder, CountsTheElementsOfWhatItPassesOver) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample, UnknownFields::ignore, {.elements = 10});
    decoder.begin_map(1);
    decoder.key("unheard_of");
    decoder.begin_list(9);
    for (int i = 0; i < 8; ++i) decoder.integer(i);
    EXPECT_FALSE(decoder.failed());
    decoder.integer(8);
    EXPECT_TRUE(decoder.failed());
}

struct Update {
    std::string name;
    std::optional<std::string> note;
    std::uint32_t size = 1;
    std::uint64_t given{};

    static constexpr auto describe =
        message("Update", "Changes what it holds.", field<&Update::name>("name", "its name"),
                field<&Update::note>("note", "a remark"), field<&Update::size>("size", "how much").optional())
            .noting<&Update::given>();
};

TEST(Decoder, NotesWhichFieldsWereGiven) {
    Update update;
    EXPECT_EQ(problem_of(ValueMap{{"name", "x"}, {"size", 1}}, update), "");
    EXPECT_EQ(update.given, 0b101U);
    Update with_null;
    EXPECT_EQ(problem_of(ValueMap{{"name", "x"}, {"note", Value()}, {"size", Value()}}, with_null), "");
    EXPECT_EQ(with_null.given, 0b001U);

    Update target{.name = "old", .note = "kept", .size = 7};
    assign_given(target, update, update.given);
    EXPECT_EQ(target.name, "x");
    EXPECT_EQ(target.note, "kept");
    EXPECT_EQ(target.size, 1U);
}

TEST(Decoder, SaysWhereOnlyTextWillDo) {
    Sample sample;
    Decoder decoder(type_of<Sample>, &sample);
    EXPECT_FALSE(decoder.wants_text());
    decoder.begin_map(3);
    decoder.key("count");
    EXPECT_FALSE(decoder.wants_text());
    decoder.integer(1);
    decoder.key("colour");
    EXPECT_TRUE(decoder.wants_text());
    decoder.string("red");
    decoder.key("words");
    decoder.begin_list(1);
    EXPECT_TRUE(decoder.wants_text());
}

}  // namespace
}  // namespace hf::testing
