#include "site/usage/usage_error.hpp"

#include <gmock/gmock.h>

#include "ctl/command_line.hpp"
#include "ctl/program.hpp"

namespace hf::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string told(std::vector<const char*> words) {
    CommandLine line;
    add_everything(line);
    words.insert(words.begin(), "hostfactoryctl");
    ::testing::internal::CaptureStderr();
    std::vector<char*> arguments;
    std::vector<std::string> copies(words.begin(), words.end());
    for (auto& word : copies) arguments.push_back(word.data());
    EXPECT_EQ(line.run(static_cast<int>(arguments.size()), arguments.data()), ExitStatus::usage);
    return ::testing::internal::GetCapturedStderr();
}

TEST(UsageError, NamesTheProgramAndTheVerbThatWasMeant) {
    EXPECT_EQ(told({"request", "creat", "small", "2"}),
              "hostfactoryctl: there is no \"request creat\"; did you mean \"create\"?\n"
              "hostfactoryctl: see hostfactoryctl request --help\n");
    EXPECT_THAT(told({"reqest", "create"}),
                StartsWith("hostfactoryctl: there is no \"reqest\"; did you mean \"request\"?"));
    EXPECT_THAT(told({"-o", "json", "statu"}), HasSubstr("did you mean \"status\"?"));
    EXPECT_THAT(told({"request", "frobnicate"}),
                HasSubstr("there is no \"request frobnicate\"; there are create, order"));
}

TEST(UsageError, NamesTheOptionThatWasMeant) {
    EXPECT_THAT(told({"request", "create", "small", "--machne-count", "2"}),
                StartsWith("hostfactoryctl: --machne-count is not known here; did you mean \"machine-count\"?"));
    EXPECT_THAT(told({"machine", "list", "--live-onl=yes"}), HasSubstr("--live-onl is not known here"));
}

TEST(UsageError, SaysWhatIsMissing) {
    EXPECT_THAT(told({"request"}), HasSubstr("\"hostfactoryctl request\" needs another word: create"));
    EXPECT_THAT(told({}), HasSubstr("\"hostfactoryctl\" needs another word: template"));
    EXPECT_THAT(told({"status", "--timeout", "never"}), StartsWith("hostfactoryctl: --timeout: "));
}

}  // namespace
}  // namespace hf::ctl
