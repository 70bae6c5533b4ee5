// FreePages: looks at the list of pages that SQLite will use again. What free pages contain is never read, but a list
// that is damaged may name a page that is in use, and the next rows would be written over those that are there.
//
//     if (const auto wrong = damage_of_free_pages(connection)) throw StoreError(*wrong);
//
// Reads the list, and of the tables the pages that lead to others (one of 400), so a million events take some
// milliseconds. Pages of rows longer than a page are not known to be in use.
//
// Looks at the file alone, without the log. So the file must be as it was at a commit, which it is once a pass has
// moved all that it meant to, and nobody may move anything meanwhile; commits may go on. The formats:
// https://www.sqlite.org/fileformat2.html, sections 1.5 and 1.6. Errors: StoreError for a file that can't be read.
#pragma once

#include <optional>
#include <string>

#include "adapters/sqlite/connection.hpp"

namespace hf::sqlite {

// Returns what is wrong, or nothing.
std::optional<std::string> damage_of_free_pages(Connection& connection);

}  // namespace hf::sqlite
