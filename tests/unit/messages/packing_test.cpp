// Packing: bytes say what the object said, whatever it held; and what is wrong with bytes is reported.
#include "core/messages/packing.hpp"

#include <gtest/gtest.h>

#include <random>

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"
#include "tests/unit/messages/samples.hpp"

namespace hf::testing {
namespace {

const Packing& samples = packing_of<Sample>();

Sample unpacked(std::string_view bytes, Sample into = {}) {
    const auto wrong = samples.unpack(bytes, &into);
    EXPECT_FALSE(wrong) << *wrong;
    return into;
}

TEST(Packing, SaysWhatTheObjectSaid) {
    const auto sample = full_sample();
    EXPECT_EQ(unpacked(samples.pack(&sample)), sample);
    const Sample empty;
    EXPECT_EQ(unpacked(samples.pack(&empty)), empty);
}

TEST(Packing, ReplacesWhatTheTargetHeld) {
    const Sample empty;
    EXPECT_EQ(unpacked(samples.pack(&empty), full_sample()), empty);
    const auto sample = full_sample();
    EXPECT_EQ(unpacked(samples.pack(&sample), full_sample()), sample);
}

TEST(Packing, DefaultsTakeABitEach) {
    Sample sample;
    const auto fields = whole_type_of<Sample>.fields.size();
    // A time is always there.
    EXPECT_EQ(samples.pack(&sample).size(), (fields + 7) / 8 + 1);
    sample.extent.height = 3;
    EXPECT_EQ(unpacked(samples.pack(&sample)), sample);
}

TEST(Packing, AnOptionalValueThatLooksLikeNoneIsKept) {
    Request request;
    request.completed_at = Timestamp{};
    request.template_id = TemplateId{};
    request.created_at = request.updated_at = Timestamp{7};
    const auto bytes = packing_of<Request>().pack(&request);
    Request again;
    // An id has a rule that an empty one breaks.
    EXPECT_TRUE(packing_of<Request>().unpack(bytes, &again));
    request.template_id.reset();
    ASSERT_FALSE(packing_of<Request>().unpack(packing_of<Request>().pack(&request), &again));
    EXPECT_EQ(again.completed_at, Timestamp{});
    EXPECT_EQ(again.created_at, Timestamp{7});
    EXPECT_EQ(again.updated_at, Timestamp{7});
    EXPECT_FALSE(again.deadline_at);
}

TEST(Packing, AUuidWithinATextTakesSixteenBytes) {
    const std::string uuid = "0193a1b2-c3d4-7e5f-8a9b-00000000beef";
    for (const auto& text : {uuid, "req-" + uuid, uuid + "-1-0", "i" + uuid + uuid, uuid.substr(1), uuid + "é",
                             "0193A1B2-c3d4-7e5f-8a9b-00000000beef" + std::string(200, '-')}) {
        Sample sample;
        sample.text = text;
        EXPECT_EQ(unpacked(samples.pack(&sample)).text, text);
    }
    Sample sample;
    const auto empty = samples.pack(&sample).size();
    sample.text = "req-" + uuid;
    EXPECT_EQ(samples.pack(&sample).size(), empty + 1 + 16 + 5 + 1);
    // The same one again takes none.
    sample.words = {uuid + "-1"};
    const auto bytes = samples.pack(&sample);
    EXPECT_EQ(bytes.size(), empty + 1 + 16 + 5 + 1 + 2 + 1 + 1 + 3);
    EXPECT_EQ(unpacked(bytes), sample);
}

TEST(Packing, SingleFieldsAreReadWithoutTheRest) {
    Request request;
    request.request_id.value = "req-0193a1b2-c3d4-7e5f-8a9b-00000000beef";
    request.machine_ids = {{"m-1"}, {"m-2"}};
    request.tags = {{"a", "b"}};
    request.configuration = {{"deep", ValueMap{{"list", ValueList{1, "two"}}}}};
    request.ordinal = 70'000;
    const auto& requests = packing_of<Request>();
    const auto bytes = requests.pack(&request);
    EXPECT_EQ(requests.number(bytes, requests.field_named("ordinal")), 70'000U);
    EXPECT_EQ(requests.number(bytes, requests.field_named("changed_at")), 0U);
    EXPECT_EQ(requests.first(bytes), request.request_id.value);
    EXPECT_EQ(requests.text(bytes, requests.field_named("user_id")), "");
    request.retry_of = RequestId{"ret-0193a1b2-c3d4-7e5f-8a9b-00000000beef"};
    EXPECT_EQ(requests.text(requests.pack(&request), requests.field_named("retry_of")), request.retry_of->value);
    EXPECT_TRUE(requests.begins_with(bytes, request.request_id.value));
    EXPECT_FALSE(requests.begins_with(bytes, "req-1"));
    EXPECT_EQ(requests.number("", 3), std::nullopt);
    EXPECT_EQ(requests.first(bytes.substr(0, 2)), "");
}

TEST(Packing, TheFirstTextIsComparedWhateverStandsAroundItsUuid) {
    const std::string uuid = "0193a1b2-c3d4-7e5f-8a9b-00000000beef";
    const std::vector<std::string> texts{uuid,          "req-" + uuid, "ret-" + uuid,
                                         uuid + "-1-0", uuid + "-1-1", "req-" + uuid + "-1-0",
                                         "req-1",       uuid + uuid,   "req-0193a1b2-c3d4-7e5f-8a9b-00000000beee"};
    for (const auto& text : texts) {
        Request request;
        request.request_id.value = text;
        const auto bytes = packing_of<Request>().pack(&request);
        for (const auto& other : texts) EXPECT_EQ(packing_of<Request>().begins_with(bytes, other), other == text);
        EXPECT_FALSE(packing_of<Request>().begins_with(bytes, ""));
        EXPECT_FALSE(packing_of<Request>().begins_with(bytes.substr(0, bytes.size() / 2), text));
    }
}

// What is stepped over may be anything, too.
TEST(Packing, AFieldBehindWrongBytesIsMissing) {
    const auto& requests = packing_of<Request>();
    Request request;
    request.request_id.value = "req-0193a1b2-c3d4-7e5f-8a9b-00000000beef";
    request.tags = {{"a", "b"}};
    request.configuration = {{"deep", ValueMap{{"list", ValueList{1, "two", -3, 0.5, true, Value()}}}}};
    request.ordinal = 70'000;
    const auto whole = requests.pack(&request);
    const auto field = requests.field_named("ordinal");
    ASSERT_EQ(requests.number(whole, field), 70'000U);
    std::mt19937 random(36);
    for (int i = 0; i < 20'000; ++i) {
        auto bytes = whole;
        for (auto changes = 1 + random() % 3; changes > 0; --changes)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto number = requests.number(bytes, field);
        Request found;
        if (requests.unpack(bytes, &found)) continue;
        EXPECT_EQ(number, found.ordinal);
    }
    for (std::size_t size = 0; size < whole.size(); ++size)
        static_cast<void>(requests.number(std::string_view(whole).substr(0, size), field));
}

TEST(Packing, TextThatIsNoUtf8IsMended) {
    Sample sample;
    sample.text = "broken \xff here";
    EXPECT_EQ(unpacked(samples.pack(&sample)).text, "broken \xef\xbf\xbd here");
}

// P12: damaged bytes are refused or say something else, and never do harm.
TEST(Packing, AnyBytesAreReadOrRefused) {
    const auto sample = full_sample();
    const auto whole = samples.pack(&sample);
    std::mt19937 random(35);
    std::size_t refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto bytes = whole.substr(0, i % 3 == 0 ? random() % whole.size() : whole.size());
        for (auto changes = random() % 4; changes > 0 && !bytes.empty(); --changes)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        Sample found;
        if (samples.unpack(bytes, &found)) {
            ++refused;
            continue;
        }
        EXPECT_EQ(unpacked(samples.pack(&found)), found);
    }
    EXPECT_GT(refused, 5'000U);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Sample found;
        EXPECT_TRUE(samples.unpack(std::string_view(whole).substr(0, size), &found)) << size;
    }
    Sample found;
    EXPECT_TRUE(samples.unpack(whole + '\0', &found));
}

// Texts around UUIDs that begin with texts around UUIDs, as deep as a stack.
TEST(Packing, NothingNestsWithoutEnd) {
    std::string bytes(3, '\xff');
    bytes.append(1'000'000, '\xc7');
    Sample found;
    EXPECT_TRUE(samples.unpack(bytes, &found));
    bytes.replace(3, bytes.size() - 3, 1'000'000, '\xc8');
    EXPECT_TRUE(samples.unpack(bytes, &found));
}

// Bytes in a snapshot are read by the layout that wrote them.
TEST(Packing, AnotherLayoutHasAnotherNumber) {
    EXPECT_NE(packing_of<Part>().layout(), packing_of<Extent>().layout());
    EXPECT_EQ(packing_of<Part>().layout(), packing_of<Part>().layout());
}

// A field with its default takes no bytes, so another default gives the same bytes another meaning.
TEST(Packing, AnotherDefaultIsAnotherLayout) {
    const Extent flat{};
    const Extent high{.height = 3};
    EXPECT_EQ(Packing(whole_type_of<Extent>, &flat).layout(), packing_of<Extent>().layout());
    EXPECT_NE(Packing(whole_type_of<Extent>, &high).layout(), packing_of<Extent>().layout());
}

struct Low {
    std::uint32_t low{};
    static constexpr auto describe = message("Low", "", field<&Low::low>("low", ""));
};
struct LowAndHigh {
    std::uint32_t low{};
    std::uint32_t high{};
    static constexpr auto describe =
        message("LowAndHigh", "", field<&LowAndHigh::low>("low", ""), field<&LowAndHigh::high>("high", ""));
};
struct HighBeside {
    Low part;
    std::uint32_t high{};
    static constexpr auto describe =
        message("HighBeside", "", field<&HighBeside::part>("part", ""), field<&HighBeside::high>("high", ""));
};
struct HighWithin {
    LowAndHigh part;
    static constexpr auto describe = message("HighWithin", "", field<&HighWithin::part>("part", ""));
};

TEST(Packing, AFieldThatMovesIntoAnotherObjectIsAnotherLayout) {
    EXPECT_NE(packing_of<HighBeside>().layout(), packing_of<HighWithin>().layout());
}

}  // namespace
}  // namespace hf::testing
