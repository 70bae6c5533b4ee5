// A template or provider that was deleted and made again has another ordinal than before. A snapshot has an item for
// the old one too, whether it is the first one, which knows of no earlier change, or a later one.
#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"
#include "tests/unit/support/scenario.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {
namespace {

class DeletedAndMadeAgain : public ::testing::Test {
protected:
    void write(Extent extent) {
        write_snapshot(snapshots_, site_.models().draft(extent == Extent::everything), extent, site_.store(),
                       site_.codec());
    }
    void make_again(const std::string& id) {
        site_.given({template_created(id), template_deleted(id), template_created(id), template_deleted(id),
                     template_created(id)});
    }
    [[nodiscard]] std::string loaded() const { return text_of(load_snapshot(snapshots_)->state); }

    Scenario site_;
    InMemorySnapshotStore snapshots_;
};

TEST_F(DeletedAndMadeAgain, IsWholeInTheFirstSnapshot) {
    make_again("large");
    write(Extent::everything);
    EXPECT_EQ(loaded(), text_of(site_.state()));
}

TEST_F(DeletedAndMadeAgain, IsWholeInALaterSnapshot) {
    make_again("large");
    write(Extent::everything);
    make_again("larger");
    write(Extent::changes);
    EXPECT_EQ(loaded(), text_of(site_.state()));
}

}  // namespace
}  // namespace hf::testing
