#include "ctl/manual.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "ctl/command_line.hpp"
#include "ctl/program.hpp"
#include "tests/support/places.hpp"

namespace hf::ctl {
namespace {

std::string made_now() {
    CommandLine line;
    add_everything(line);
    return manual(line);
}

TEST(Manual, IsWhatTheDeclarationsMake) {
    std::ifstream file(testing::source("docs/man/hostfactoryctl.1"));
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(text.str() == made_now()) << "it is stale; ./dev renew writes it anew";
}

TEST(Manual, HasEveryVerb) {
    const auto page = made_now();
    for (const auto& verb : verbs())
        EXPECT_THAT(
            page, ::testing::HasSubstr(fmt::format(".Ss {}{}{}", verb.noun, verb.noun.empty() ? "" : " ", verb.verb)));
}

TEST(Manual, HasEveryExitStatus) {
    const auto page = made_now();
    for (const auto& each : exit_meanings)
        EXPECT_THAT(page, ::testing::HasSubstr(fmt::format(".It {}\n", static_cast<int>(each.status))));
}

}  // namespace
}  // namespace hf::ctl
