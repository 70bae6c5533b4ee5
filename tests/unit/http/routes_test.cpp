#include "http/api/routes.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "http/api/messages.hpp"
#include "tests/support/places.hpp"

namespace hf::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const FieldInfo* field_of_message(const MessageOfApi& message, std::string_view name) {
    for (const auto& field : message.type.body->fields)
        if (field.name == name) return &field;
    return nullptr;
}

std::vector<std::string> fields_in(std::string_view path) {
    std::vector<std::string> fields;
    for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1))
        fields.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
    return fields;
}

TEST(Routes, AreOfMessagesAndTheirFields) {
    const auto& messages = Messages::of_the_catalogue();
    for (const auto& route : every_route()) {
        const auto* message = messages.find(route.message, route.asks == Asks::command);
        ASSERT_TRUE(message) << route.path;
        auto fields = fields_in(route.path);
        for (const auto name : {route.options.fixed_field, route.options.body_is})
            if (!name.empty()) fields.emplace_back(name);
        for (const auto& name : fields) EXPECT_TRUE(field_of_message(*message, name)) << route.path << ": " << name;
        if (!route.options.whole_as.empty()) {
            EXPECT_TRUE(messages.find(route.options.whole_as, true)) << route.path;
        }
        EXPECT_EQ(route.asks == Asks::query && route.method != "POST", route.method == "GET") << route.path;
    }
}

// A message without a resource of its own is reached by its name. Who adds one decides whether it deserves a route.
TEST(Routes, LeaveTheseMessagesToTheirNames) {
    std::set<std::string> left;
    for (const auto& message : Messages::of_the_catalogue().all()) {
        bool has_route = false;
        for (const auto& route : every_route())
            has_route |= route.message == message.type.name && (route.asks == Asks::command) == message.is_command;
        if (!has_route) left.emplace(message.type.name);
    }
    EXPECT_THAT(left,
                ElementsAre("CheckUnknownMachines", "ReadSnapshot", "UpdateMachineStatus", "UpdateRequestStatus"));
}

TEST(Routes, AreFoundByPathAndMethod) {
    const std::vector<std::string> one{"requests", "req-1"};
    const auto found = match("GET", one);
    ASSERT_TRUE(found.route);
    EXPECT_EQ(found.route->message, "GetRequest");
    EXPECT_THAT(found.fields, ElementsAre(Pair("request_id", "req-1")));

    const std::vector<std::string> plan{"requests", "plan"};
    EXPECT_EQ(match("POST", plan).route->message, "PlanRequest");

    const auto other = match("PATCH", one);
    EXPECT_FALSE(other.route);
    EXPECT_THAT(other.allowed, ElementsAre("GET"));

    for (const auto& path :
         std::vector<std::vector<std::string>>{{}, {"request"}, {"requests", "a", "b"}, {"commands"}}) {
        const auto nothing = match("GET", path);
        EXPECT_FALSE(nothing.route);
        EXPECT_TRUE(nothing.allowed.empty());
    }
}

TEST(Routes, StandInTheDocument) {
    std::ifstream file(testing::source("docs/HTTP.md"));
    std::stringstream text;
    text << file.rdbuf();
    const auto document = text.str();
    std::string table = "<!-- routes -->\n| | | message |\n|---|---|---|\n";
    for (const auto& route : every_route())
        table += fmt::format("| `{}` | `{}` | `{}` |\n", route.method, route.path, route.message);
    EXPECT_NE(document.find(table + "<!-- end of routes -->"), std::string::npos) << "docs/HTTP.md should have\n"
                                                                                  << table;
}

}  // namespace
}  // namespace hf::http
