#include "adapters/sqlite/free_pages.hpp"

#include <fmt/format.h>

#include <vector>

namespace hf::sqlite {
namespace {

using PageNumber = std::uint32_t;  // from 1 on; 0: none

class Page {
public:
    Page(PageNumber number, std::string bytes) : number_(number), bytes_(std::move(bytes)) {}

    // Nothing where the place is outside of the page.
    [[nodiscard]] std::optional<std::uint32_t> number_at(std::size_t at, std::size_t size = 4) const {
        if (at + size > bytes_.size()) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
        return value;
    }

    [[nodiscard]] bool leads_to_pages() const {
        const auto type = number_at(start(), 1);
        return type == 5U || type == 2U;
    }
    [[nodiscard]] std::vector<PageNumber> children() const {
        std::vector<PageNumber> found{number_at(start() + 8).value_or(0)};
        const auto cells = number_at(start() + 3, 2).value_or(0);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const auto place = number_at(start() + 12 + 2 * cell, 2);
            found.push_back(place ? number_at(*place).value_or(0) : 0);
        }
        return found;
    }

private:
    // The file's own header stands before the first page's.
    [[nodiscard]] std::size_t start() const { return number_ == 1 ? 100 : 0; }

    PageNumber number_;
    std::string bytes_;
};

class Pages {
public:
    explicit Pages(Connection& connection)
        : file_(connection.database_file()), size_(static_cast<std::size_t>(connection.integer("PRAGMA page_size"))) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Page read(PageNumber page) const {
        std::string bytes(size_, '\0');
        const auto at = static_cast<sqlite3_int64>(size_) * (page - 1);
        const int result = file_.pMethods->xRead(&file_, bytes.data(), static_cast<int>(size_), at);
        // What is behind the end of the file is zeroes.
        if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ)
            throw StoreError(fmt::format("page {} of the store can't be read: {}", page, sqlite3_errstr(result)));
        return {page, std::move(bytes)};
    }

private:
    sqlite3_file& file_;
    const std::size_t size_;
};

class FreePages {
public:
    explicit FreePages(Connection& connection)
        : pages_(connection), first_(pages_.read(1)), met_(first_.number_at(28).value_or(0) + std::size_t{1}) {}

    std::optional<std::string> damage(const std::vector<PageNumber>& roots) {
        for (const auto root : roots)
            if (!meet_tree(root)) return wrong_;
        if (!meet_list()) return wrong_;
        return std::nullopt;
    }

private:
    bool meet(PageNumber page, std::string_view as) {
        if (page == 0 || page >= met_.size()) return fail(fmt::format("there is no page {} ({})", page, as));
        if (met_[page]) return fail(fmt::format("page {} has two uses ({})", page, as));
        met_[page] = true;
        return true;
    }
    bool fail(std::string wrong) {
        wrong_ = std::move(wrong);
        return false;
    }

    // All pages of a level are of one kind, so the last level need not be read.
    bool meet_tree(PageNumber root) {
        for (std::vector<PageNumber> level{root}, next; !level.empty(); level = std::exchange(next, {})) {
            for (const auto page : level)
                if (!meet(page, "of a table")) return false;
            if (!pages_.read(level.front()).leads_to_pages()) continue;
            for (const auto page : level)
                for (const auto child : pages_.read(page).children()) next.push_back(child);
        }
        return true;
    }

    bool meet_list() {
        const auto all = first_.number_at(36).value_or(0);
        std::uint64_t found = 0;
        for (auto trunk = first_.number_at(32).value_or(0); trunk != 0;) {
            if (!meet(trunk, "of the list")) return false;
            const auto page = pages_.read(trunk);
            const auto entries = page.number_at(4).value_or(0);
            if (entries > pages_.size() / 4 - 2) return fail(fmt::format("page {} names {} pages", trunk, entries));
            for (std::size_t i = 0; i < entries; ++i)
                if (!meet(page.number_at(8 + 4 * i).value_or(0), "free")) return false;
            found += 1 + entries;
            trunk = page.number_at(0).value_or(0);
        }
        return found == all || fail(fmt::format("it has {} pages, and should have {}", found, all));
    }

    Pages pages_;
    const Page first_;
    std::vector<bool> met_;
    std::string wrong_;
};

}  // namespace

std::optional<std::string> damage_of_free_pages(Connection& connection) {
    std::vector<PageNumber> roots{1};
    {
        Statement tables(connection, "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0");
        while (tables.step()) roots.push_back(static_cast<PageNumber>(tables.integer(0)));
    }
    const auto wrong = FreePages(connection).damage(roots);
    if (!wrong) return std::nullopt;
    return fmt::format(
        "{0} is damaged: its list of free pages can't be trusted, and new rows might overwrite others: {1}. Stop "
        "hostfactoryd and make the file anew by `sqlite3 {0} VACUUM`, or restore it from a backup",
        connection.name(), *wrong);
}

}  // namespace hf::sqlite
