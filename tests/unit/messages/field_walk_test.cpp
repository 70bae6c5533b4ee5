#include "core/messages/field_walk.hpp"

#include <gmock/gmock.h>

#include "core/messages/field_description.hpp"

namespace hf {
namespace {

enum class Colour : std::uint8_t { red, green };
constexpr auto names_of(Colour) { return std::to_array<std::string_view>({"red", "green"}); }

struct Wheel {
    std::int32_t spokes = 32;
    std::optional<Colour> colour;

    static constexpr auto describe =
        message("Wheel", "It turns.", field<&Wheel::spokes>("spokes", "how many").optional(),
                field<&Wheel::colour>("colour", "of the rim"));
};

struct Cart {
    std::string owner;
    std::vector<Wheel> wheels;
    std::map<std::string, Wheel> spare;
    std::optional<Wheel> steering;
    std::uint8_t load = 3;
    std::vector<std::string> notes{"new"};

    static constexpr auto describe =
        message("Cart", "It rolls.", field<&Cart::owner>("owner", "whose").between(1, 8),
                field<&Cart::wheels>("wheels", "in use").at_most(4), field<&Cart::spare>("spare", "by name").optional(),
                field<&Cart::steering>("steering", "if any"), field<&Cart::load>("load", "kilos").optional().at_most(9),
                field<&Cart::notes>("notes", "remarks").optional());
};

struct CartChange {
    Cart cart;
    std::uint64_t given{};

    static constexpr auto describe =
        message("CartChange", "Makes it other.", flat<&CartChange::cart>().optional_but("owner"))
            .noting<&CartChange::given>();
};

const FieldDescription& at(const std::vector<FieldDescription>& fields, std::string_view path) {
    static const FieldDescription none;
    for (const auto& field : fields)
        if (field.path == path) return field;
    ADD_FAILURE() << "no " << path;
    return none;
}

TEST(FieldWalk, NamesEveryFieldByItsWholePath) {
    std::vector<std::string> paths;
    walk_fields(type_of<Cart>, nullptr, [&](const auto& field) { paths.push_back(field.path); });
    EXPECT_THAT(paths, testing::ElementsAre("owner", "wheels", "wheels[].spokes", "wheels[].colour", "spare",
                                            "spare.*.spokes", "spare.*.colour", "steering", "steering.spokes",
                                            "steering.colour", "load", "notes"));
}

TEST(FieldWalk, SpeaksOfTypesAndBounds) {
    EXPECT_EQ(type_text(type_of<std::vector<std::string>>), "list of string");
    EXPECT_EQ(type_text(type_of<std::map<std::string, std::vector<double>>>), "map of string to list of number");
    EXPECT_EQ(type_text(type_of<Colour>), "one of red, green");
    EXPECT_EQ(type_text(type_of<Colour>, "`"), "one of `red`, `green`");
    EXPECT_EQ(bounds_text(Cart::describe.fields[0]), "1 to 8 characters");
    EXPECT_EQ(bounds_text(Cart::describe.fields[1]), "at most 4 elements");
    EXPECT_EQ(bounds_text(Cart::describe.fields[3]), "");
}

TEST(FieldDescription, TellsTypesInWordsThatAProgramCanTakeApart) {
    const auto fields = describe_fields(type_of<Cart>, nullptr);
    EXPECT_EQ(at(fields, "owner").type, "string");
    EXPECT_EQ(at(fields, "wheels").type, "list of object");
    EXPECT_EQ(at(fields, "spare").type, "map of object");
    EXPECT_EQ(at(fields, "wheels[].colour").type, "word");
    EXPECT_THAT(*at(fields, "wheels[].colour").choices, testing::ElementsAre("red", "green"));
    EXPECT_FALSE(at(fields, "owner").format);
}

TEST(FieldDescription, TellsTheNarrowerOfWhatFitsAndWhatIsAllowed) {
    const auto fields = describe_fields(type_of<Cart>, nullptr);
    EXPECT_EQ(at(fields, "load").min, 0);
    EXPECT_EQ(at(fields, "load").max, 9);
    EXPECT_EQ(at(fields, "wheels[].spokes").min, std::numeric_limits<std::int32_t>::min());
    EXPECT_EQ(at(fields, "owner").min, 1);
    EXPECT_EQ(at(fields, "owner").max, 8);
    EXPECT_FALSE(at(fields, "wheels").min);
    EXPECT_EQ(at(fields, "wheels").max, 4);
    EXPECT_FALSE(at(fields, "notes").max);
}

TEST(FieldDescription, TellsDefaultsWhereverTheyAre) {
    Cart scratch;
    const auto fields = describe_fields(type_of<Cart>, &scratch);
    EXPECT_EQ(at(fields, "load").default_value, Value(3));
    EXPECT_EQ(at(fields, "notes").default_value, Value(ValueList{"new"}));
    for (const auto* path : {"wheels[].spokes", "spare.*.spokes", "steering.spokes"})
        EXPECT_EQ(at(fields, path).default_value, Value(32)) << path;
    for (const auto* path : {"owner", "steering", "wheels[].colour"})
        EXPECT_FALSE(at(fields, path).default_value) << path;
}

TEST(FieldDescription, APartialMessageHasNoDefaults) {
    CartChange scratch;
    for (const auto& field : describe_fields(type_of<CartChange>, &scratch)) EXPECT_FALSE(field.default_value);
}

}  // namespace
}  // namespace hf
