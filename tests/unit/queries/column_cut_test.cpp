// Compares pages that are cut by a column with a plain sort, for any codes, order, offset and cursor.
#include "core/queries/lists/column_cut.hpp"

#include <gmock/gmock.h>

#include <random>

#include "core/domain/request/request.hpp"

namespace hf::testing {
namespace {

using Codes = std::vector<std::uint64_t>;
constexpr std::uint64_t far_away = ~std::uint64_t{0};

class ColumnCuts : public ::testing::TestWithParam<Ordinal> {
protected:
    Codes codes(const std::function<std::uint64_t(Ordinal)>& code) const {
        Codes codes;
        for (Ordinal i = 0; i < GetParam(); ++i) codes.push_back(code(i));
        return codes;
    }
    std::uint64_t any(std::uint64_t below) { return random_() % below; }

    // Goes through lists by cursor, from an offset.
    void expect_sorted(const Codes& codes, const Bitmap& matching) {
        expect_sorted_by<std::uint64_t>("updated_at", codes, matching, [](std::uint64_t code) {
            return code == 0 ? SortKey{} : SortKey{static_cast<std::int64_t>(code ^ sign_bit)};
        });
        expect_sorted_by<std::uint32_t>("version", codes, matching,
                                        [](std::uint32_t code) { return SortKey{std::uint64_t{code}}; });
        expect_sorted_by<IdCode>("request_id", codes, matching, {});
    }

    template <class Code>
    void expect_sorted_by(const std::string& field, const Codes& codes, const Bitmap& matching,
                          const std::function<SortKey(Code)>& key_of) {
        // Both halves of a long code count.
        const auto code = [&](Ordinal ordinal) {
            return sizeof(Code) > 8 ? static_cast<Code>(static_cast<IdCode>(codes[ordinal]) << 40U)
                                    : static_cast<Code>(codes[ordinal]);
        };
        SortColumn<Code> column;
        for (Ordinal i = 0; i < codes.size(); ++i) column.set(i, code(i));
        for (const auto& sort : {field, "-" + field}) {
            const auto order = SortOrder::of(sort, type_of<Request>);
            auto wanted = matching.all();
            std::ranges::stable_sort(wanted, {}, code);
            if (order->descending()) std::ranges::reverse(wanted);

            Page page;
            for (const auto offset : {std::uint64_t{0}, any(wanted.size() + 2), wanted.size() * 2 / 3, far_away}) {
                page.offset = offset;
                page.limit = static_cast<std::uint32_t>(1 + any(200));
                const auto first = std::min<std::uint64_t>(page.offset, wanted.size());
                expect_page(column_cut(column, matching, page, *order, {}), wanted, first, page.limit);
            }
            page.offset = 0;
            for (int i = 0; key_of && i < 5 && !wanted.empty(); ++i) {
                const auto n = any(wanted.size());
                const SortOrder::Rank cursor{key_of(code(wanted[n])), wanted[n]};
                expect_page(column_cut(column, matching, page, *order, cursor), wanted, n + 1, page.limit);
            }
        }
    }

    Bitmap some_of(Ordinal count) {
        Bitmap some;
        for (Ordinal i = 0; i < count; ++i)
            if (any(3) == 0) some.add(i);
        return some;
    }

private:
    static void expect_page(const Cut& cut, const std::vector<Ordinal>& wanted, std::uint64_t first,
                            std::uint64_t limit) {
        const auto end = std::min<std::uint64_t>(first + limit, wanted.size());
        const auto at = [&](std::uint64_t n) { return wanted.begin() + static_cast<std::ptrdiff_t>(n); };
        ASSERT_EQ(cut.ordinals, std::vector<Ordinal>(at(first), at(end))) << first << " of " << wanted.size();
        ASSERT_EQ(cut.more, end < wanted.size());
    }

    std::mt19937_64 random_{GetParam() + 1};
};

TEST_P(ColumnCuts, AgreeWithAPlainSort) {
    const std::vector<Codes> all{
        codes([&](Ordinal) { return any(far_away); }),
        codes([](Ordinal) { return std::uint64_t{5}; }),
        codes([&](Ordinal) { return any(4); }),
        codes([&](Ordinal i) { return 1'000'000 + i * 10 + any(100); }),
        codes([](Ordinal i) { return far_away - i; }),
        // Some are missing, and one is far from the others.
        codes([&](Ordinal i) { return i == 1         ? far_away
                                      : any(10) == 0 ? 0
                                                     : 1'000'000 + i; }),
        // What a sample of each thousandth, say, would take to be everything.
        codes([&](Ordinal i) { return i % 2 == 0 ? 7 : any(1000); }),
    };
    for (const auto& each : all) {
        expect_sorted(each, Bitmap::range(0, GetParam()));
        expect_sorted(each, some_of(GetParam()));
        if (HasFatalFailure()) return;
    }
}

TEST_P(ColumnCuts, OfFarAwayCodesTakeTheWholePage) {
    // Nearly all codes stand together, where the sample tells nothing of their order.
    auto few = codes([](Ordinal) { return std::uint64_t{1'000'000}; });
    for (std::size_t i = 0; i < few.size(); i += 500) few[i] = any(far_away);
    expect_sorted(few, Bitmap::range(0, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(OfAnyLength, ColumnCuts, ::testing::Values(0U, 1U, 50U, 3000U, 4095U, 4096U, 30'000U));

}  // namespace
}  // namespace hf::testing
