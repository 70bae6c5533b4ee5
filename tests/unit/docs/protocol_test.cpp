// Checks that docs/PROTOCOL.md and docs/REFERENCE.md agree with the code.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/catalogue.hpp"
#include "daemon/reference.hpp"
#include "tests/support/places.hpp"
#include "tests/vectors/vectors.hpp"

namespace hf {
namespace {

std::string contents(const std::string& file) {
    std::ifstream stream(testing::source(file));
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string protocol() { return contents("docs/PROTOCOL.md"); }
std::string reference() { return contents("docs/REFERENCE.md"); }

// Returns the part of `text` from one heading up to another.
std::string section(const std::string& text, std::string_view from, std::string_view to) {
    const auto begin = text.find(from);
    const auto end = text.find(to);
    EXPECT_NE(begin, std::string::npos) << from;
    EXPECT_NE(end, std::string::npos) << to;
    return text.substr(begin, end - begin);
}

// The texts between ```<language> and ```.
std::vector<std::string> blocks(const std::string& text, const std::string& language) {
    std::vector<std::string> found;
    const auto mark = "```" + language + "\n";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        at += mark.size();
        found.push_back(text.substr(at, text.find("```", at) - at));
    }
    return found;
}

struct Names {
    std::vector<std::string> all;
    template <class M>
    void add() {
        all.emplace_back(M::describe.name);
    }
};

void expect_headings(const std::string& text, const std::vector<std::string>& names) {
    for (const auto& name : names) EXPECT_NE(text.find(fmt::format("\n### {}\n", name)), std::string::npos) << name;
}

template <class Status>
void expect_rows_of(const Transitions<Status>& table) {
    const auto text = protocol();
    for (std::size_t from = 0; from < enum_names<Status>.size(); ++from) {
        std::string to;
        for (std::size_t i = 0; i < enum_names<Status>.size(); ++i)
            if (table.allows(static_cast<Status>(from), static_cast<Status>(i)))
                to += fmt::format("{}`{}`", to.empty() ? "" : ", ", enum_names<Status>[i]);
        if (to.empty()) continue;
        const auto row = fmt::format("| `{}` | {} |\n", enum_names<Status>[from], to);
        EXPECT_NE(text.find(row), std::string::npos) << row;
    }
}

TEST(ReferenceDocument, IsWhatTheDeclarationsMake) {
    EXPECT_TRUE(reference() == protocol_reference()) << "docs/REFERENCE.md is stale; ./dev renew writes it anew";
}

TEST(ReferenceDocument, HasEveryMessageAndEvent) {
    Names commands;
    Names queries;
    Names events;
    add_every_command(commands);
    add_every_query(queries);
    [&]<std::size_t... I>(std::index_sequence<I...>) { (events.add<std::variant_alternative_t<I, Event>>(), ...); }
    (std::make_index_sequence<std::variant_size_v<Event>>{});
    const auto text = reference();
    expect_headings(section(text, "\n## Commands\n", "\n## Queries\n"), commands.all);
    expect_headings(section(text, "\n## Queries\n", "\n## Events\n"), queries.all);
    expect_headings(section(text, "\n## Events\n", "\n## Errors\n"), events.all);
}

TEST(ProtocolDocument, SaysWhatToDoAboutEveryErrorCode) {
    std::string rows;
    std::istringstream lines(section(protocol(), "### 4.2 Error codes", "## 5. Lists"));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("| `")) rows += line.substr(0, line.find(" | ", 2)) + '\n';
    for (const auto name : enum_names<Code>) EXPECT_NE(rows.find(fmt::format("`{}`", name)), std::string::npos) << name;
}

TEST(ProtocolDocument, HasTheStatusTables) {
    expect_rows_of(request_transitions);
    expect_rows_of(machine_transitions);
}

TEST(ProtocolDocument, ItsExamplesAreTestVectors) {
    std::set<std::string> values;
    std::set<std::string> digits;
    for (const auto& file : testing::vector_files())
        for (const auto& vector : nlohmann::ordered_json::parse(testing::text_of(file))) {
            values.insert(vector.at("json").dump());
            digits.insert(vector.at("hex").get<std::string>());
            if (vector.contains("topic")) digits.insert(testing::to_hex(vector.at("topic").get<std::string>()));
        }
    const auto all = protocol();
    const auto text = all.substr(all.find("## 9. Examples"));
    const auto shown = blocks(text, "json");
    EXPECT_GE(shown.size(), 7U);
    for (const auto& json : shown) EXPECT_TRUE(values.contains(nlohmann::ordered_json::parse(json).dump())) << json;
    auto bytes = blocks(text, "hex");
    EXPECT_GE(bytes.size(), shown.size());
    for (auto& hex : bytes) {
        std::erase(hex, '\n');
        EXPECT_TRUE(digits.contains(hex)) << hex;
    }
}

}  // namespace
}  // namespace hf
