#include "ctl/table.hpp"

#include <gtest/gtest.h>

namespace hf::ctl {
namespace {

TEST(Table, AlignsItsColumnsAndEndsNoLineInBlanks) {
    Table table({"ID", "STATUS"});
    table.add({"req-1", "pending"});
    table.add({"r", "complete"});
    EXPECT_EQ(table.text(),
              "ID     STATUS\n"
              "req-1  pending\n"
              "r      complete\n");
}

TEST(Table, ShowsNothingAsADash) {
    Table table({"A", "B"});
    table.add({"", "x"});
    table.add({"y"});
    EXPECT_EQ(table.text(), "A  B\n-  x\ny  -\n");
}

TEST(Table, MeasuresCharactersAndNotBytes) {
    Table table({"A", "B"});
    table.add({"é…", "1"});
    table.add({"abc", "2"});
    EXPECT_EQ(table.text(), "A    B\né…   1\nabc  2\n");
}

TEST(Table, LeavesTheTerminalAlone) {
    Table table({"A"});
    table.add({"\x1b[2Jx\ny\x7f"});
    EXPECT_EQ(table.text(), "A\n\\x1b[2Jx\\x0ay\\x7f\n");
}

}  // namespace
}  // namespace hf::ctl
