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

TEST(Printable, ShowsEveryControlThatATerminalKnows) {
    EXPECT_EQ(printable("a\u009b2Jb\u0085"), "a\\x9b2Jb\\x85") << "as ESC [ in one character";
    EXPECT_EQ(printable("abc\u202edcba\u2066"), "abc\\u202edcba\\u2066") << "written backwards";
    EXPECT_EQ(printable("a\u2028b"), "a\\u2028b");
    EXPECT_EQ(printable("\x9b"
                        "2J\xff"),
              "\uFFFD"
              "2J\uFFFD")
        << "bytes that are no UTF-8";
}

TEST(Printable, LeavesTextAsItIs) {
    for (const auto* text : {"", "small-1", "Größe … 機械 🖥", "~ é"}) EXPECT_EQ(printable(text), text);
}

}  // namespace
}  // namespace hf::ctl
