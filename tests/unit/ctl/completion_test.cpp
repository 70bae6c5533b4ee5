#include "ctl/completion.hpp"

#include <gmock/gmock.h>

#include "core/catalogue.hpp"
#include "ctl/command_line.hpp"
#include "ctl/program.hpp"

namespace hf::ctl {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

class CompletionTest : public testing::Test {
protected:
    CompletionTest() { add_everything(line_); }

    Completion completion(const std::vector<std::string>& words) { return completion_of(line_, words); }
    std::vector<std::string> words(const std::vector<std::string>& typed) {
        std::vector<std::string> result;
        for (const auto& each : completion(typed).candidates) result.push_back(each.word);
        return result;
    }

    CommandLine line_;
};

TEST_F(CompletionTest, OffersNounsAndVerbs) {
    EXPECT_THAT(words({"templ"}), ElementsAre("template"));
    EXPECT_THAT(words({}), Contains("events"));
    EXPECT_THAT(words({"provider", ""}), Contains("list"));
    EXPECT_THAT(words({"template", "l"}), ElementsAre("list"));
    EXPECT_THAT(words({"nonsense", "l"}), IsEmpty());
}

TEST_F(CompletionTest, KeepsWhatIsForBuildersToItself) { EXPECT_THAT(words({""}), Not(Contains("man"))); }

TEST_F(CompletionTest, TellsWhatAWordMeans) {
    const auto offered = completion({"request", "crea"}).candidates;
    ASSERT_EQ(offered.size(), 1U);
    EXPECT_EQ(offered[0], (Candidate{"create", std::string(CreateRequest::describe.help)}));
}

TEST_F(CompletionTest, OffersOptionsOnceADashIsTyped) {
    EXPECT_THAT(words({"request", "create", "--pri"}), ElementsAre("--priority"));
    EXPECT_THAT(words({"request", "create", "-"}), Contains("--dry-run"));
    EXPECT_THAT(words({"machine", "list", "--"}), Contains("--no-live-only"));
    EXPECT_THAT(words({"machine", "list", ""}), Not(Contains(StartsWith("-"))));
}

TEST_F(CompletionTest, OffersTheWordsOfAnEnumeration) {
    EXPECT_THAT(words({"request", "list", "--status", "p"}), UnorderedElementsAre("pending", "partial"));
    EXPECT_THAT(words({"request", "list", "--status=p"}), UnorderedElementsAre("--status=pending", "--status=partial"));
    EXPECT_THAT(words({"status", "-o", ""}), ElementsAre("table", "wide", "json", "yaml", "name"));
    EXPECT_THAT(words({"events", "--category", "m"}), ElementsAre("machine"));
    EXPECT_THAT(words({"events", "--type", "RequestC"}),
                UnorderedElementsAre("RequestCreated", "RequestCompleted", "RequestCancelled", "RequestClaimed"));
    EXPECT_THAT(words({"completion", ""}), ElementsAre("bash", "zsh"));
    EXPECT_THAT(words({"explain", "limit"}), ElementsAre("limit_exceeded"));
}

TEST_F(CompletionTest, AsksForTheIdsThatBelongThere) {
    EXPECT_EQ(completion({"template", "get", "sm"}).ids_of, "template id");
    EXPECT_EQ(completion({"template", "get", "sm"}).typed, "sm");
    EXPECT_EQ(completion({"request", "create", ""}).ids_of, "template id");
    EXPECT_EQ(completion({"request", "create", "small", ""}).ids_of, "") << "a number is nobody's id";
    EXPECT_EQ(completion({"request", "cancel", ""}).ids_of, "request id");
    EXPECT_EQ(completion({"describe", "provider", ""}).ids_of, "provider name");
    EXPECT_EQ(completion({"machine", "list", "--machine-id", ""}).ids_of, "machine id");
    EXPECT_EQ(completion({"template", "create", "x", "--provider", ""}).ids_of, "provider name");
    const auto glued = completion({"machine", "list", "--template-id=sm"});
    EXPECT_EQ(glued.ids_of, "template id");
    EXPECT_EQ(glued.before + "|" + glued.typed, "--template-id=|sm");
}

TEST_F(CompletionTest, APlaceThatTakesSeveralGoesOn) {
    EXPECT_EQ(completion({"machine", "return", "i-1", "i-2", ""}).ids_of, "machine id");
    EXPECT_EQ(completion({"template", "get", "small", ""}).ids_of, "");
}

TEST_F(CompletionTest, OptionsTakeNoPlace) {
    EXPECT_EQ(completion({"request", "create", "--priority", "5", "--wait", "--tag", "a=b", ""}).ids_of, "template id");
    EXPECT_EQ(completion({"request", "create", "--priority=5", ""}).ids_of, "template id");
    EXPECT_EQ(completion({"request", "create", "-o", "json", ""}).ids_of, "template id");
}

TEST_F(CompletionTest, NamesOfFilesAreTheShells) {
    EXPECT_TRUE(completion({"template", "import", ""}).files);
    EXPECT_TRUE(completion({"status", "--config", ""}).files);
    EXPECT_TRUE(completion({"template", "create", "--configuration-file", ""}).files);
    EXPECT_FALSE(completion({"template", "create", ""}).files);
}

TEST_F(CompletionTest, RemembersWhichDaemonIsMeant) {
    EXPECT_EQ(completion({"--config", "/etc/x.yaml", "template", "get", ""}).config, "/etc/x.yaml");
    EXPECT_EQ(completion({"template", "get", "--config=/etc/x.yaml", ""}).config, "/etc/x.yaml");
}

TEST_F(CompletionTest, AnythingMayBeTyped) {
    for (const auto& typed : std::vector<std::vector<std::string>>{
             {"--"}, {"="}, {"--=", ""}, {"-", "-"}, {"--nonsense=x", "y"}, {"template", "get", "--nonsense", ""}})
        EXPECT_NO_THROW(static_cast<void>(completion(typed)));
}

TEST(LiveIds, NobodyIsWaitedForWhoIsNotThere) {
    EXPECT_THAT(live_ids("template id", "/nonexistent/hostfactoryd.yaml"), IsEmpty());
    EXPECT_THAT(live_ids("command id", ""), IsEmpty());
}

}  // namespace
}  // namespace hf::ctl
