#include "core/pipeline/group_commit.hpp"

#include "core/pipeline/committer.hpp"
#include "core/snapshots/recovery.hpp"
#include "tests/unit/support/no_archive.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stage = GroupCommit::Stage;

// Ledger and committer in one thread, on a store in memory that outlives them.
class Steps final : public EventPublisher, public CommitObserver {
public:
    explicit Steps(std::shared_ptr<InMemoryEventStore::Contents> contents) : store(std::move(contents)) {
        auto recovered = recover({}, store, NoArchive(), codec, 1000);
        models.go_on_from(std::move(recovered.view));
        ledger.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
        committer.observe({this});
    }

    void tell(const std::string& id) {
        ledger.decide(
            {id, id, id, {}}, deciding(RegisterProvider{{id}, "process", {}}, codec),
            [this, id](const CommandOutcome* outcome, bool duplicate, auto) {
                heard.push_back(fmt::format("{} {}{}", id, outcome ? "done" : "lost", duplicate ? " before" : ""));
            });
    }
    GroupCommit group() { return GroupCommit({store, codec, ledger, models, *this, observers}, queue.take()); }
    [[nodiscard]] Position position_of_models() const {
        return models.read([](const View& view) { return view.state.position(); });
    }

    void publish(std::vector<RecordedEvent> events) override { published += events.size(); }
    void committed(std::span<const NumberedEvent> batch, const Touched&) override { observed += batch.size(); }

    ManualClock clock;
    CountingIds ids;
    MsgpackCodec codec;
    ProviderTypes types = in_memory_types();
    InMemoryEventStore store;
    CommitQueue queue;
    ReadModels models;
    std::vector<std::string> failures;
    Ledger ledger{{clock, ids, store, codec, {}, types, queue, [this](const auto& what) { failures.push_back(what); }}};
    Committer committer{
        {clock, queue, store, codec, ledger, models, *this, [this](const auto& what) { failures.push_back(what); }}};
    std::vector<CommitObserver*> observers{this};
    std::vector<std::string> heard;
    std::size_t published = 0;
    std::size_t observed = 0;
};

std::shared_ptr<InMemoryEventStore::Contents> empty() { return std::make_shared<InMemoryEventStore::Contents>(); }

TEST(GroupCommit, ShowsNothingBeforeTheDiskHasItAndAnswersLast) {
    Steps steps(empty());
    steps.tell("a");
    steps.tell("b");
    auto group = steps.group();
    std::vector<std::string> seen;
    while (group.next() != Stage::done) {
        group.advance();
        seen.push_back(fmt::format("{} {} {} {} {}", steps.store.head(), steps.position_of_models(), steps.published,
                                   steps.observed, steps.heard.size()));
    }
    EXPECT_THAT(seen, ElementsAre("0 0 0 0 0",                            // encoded
                                  "2 0 0 0 0", "2 2 0 0 0", "2 2 0 0 0",  // appended, projected, settled
                                  "2 2 2 0 0", "2 2 2 2 0", "2 2 2 2 2"));
    EXPECT_THAT(steps.heard, ElementsAre("a done", "b done"));
    group.advance();
    EXPECT_THAT(steps.heard, ElementsAre("a done", "b done"));
}

// P1 and P2, whenever the process dies: what was answered is there, and what is there is never done twice.
TEST(GroupCommit, MayEndAfterAnyStage) {
    for (int stages = 0; stages <= static_cast<int>(Stage::done); ++stages) {
        const auto contents = empty();
        {
            Steps dying(contents);
            dying.tell("a");
            auto group = dying.group();
            for (int i = 0; i < stages; ++i) group.advance();
            EXPECT_LE(dying.heard.size(), dying.store.head());
        }
        Steps next(contents);
        const bool stored = next.store.head() == 1;
        EXPECT_EQ(stored, stages > static_cast<int>(Stage::append));
        next.tell("a");
        next.committer.step();
        EXPECT_THAT(next.heard, ElementsAre(stored ? "a done before" : "a done"));
        EXPECT_EQ(next.store.head(), 1U);
    }
}

TEST(CommitterStep, CommitsWhatIsQueuedOnTheCallersThread) {
    Steps steps(empty());
    EXPECT_FALSE(steps.committer.step());
    steps.tell("a");
    steps.tell("b");
    EXPECT_THAT(steps.heard, IsEmpty());
    EXPECT_EQ(steps.committer.waiting(), 2U);
    EXPECT_TRUE(steps.committer.step());
    EXPECT_THAT(steps.heard, ElementsAre("a done", "b done"));
    EXPECT_EQ(steps.observed, 2U);
    EXPECT_EQ(steps.committer.waiting(), 0U);
    EXPECT_FALSE(steps.committer.step());
}

}  // namespace
}  // namespace hf::testing
