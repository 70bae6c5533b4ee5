#include "adapters/sqlite/owned_file.hpp"

#include <fmt/format.h>

#include <system_error>

#include "adapters/sqlite/store_file.hpp"
#include "adapters/system/make_directories.hpp"

namespace hf::sqlite {
namespace {

// Makes a name that is the same however the file is reached, so that the lock is too.
std::filesystem::path prepared(const std::filesystem::path& path) {
    if (!path.has_filename()) throw StoreError(fmt::format("\"{}\" does not name a file", path.string()));
    try {
        auto name = std::filesystem::weakly_canonical(std::filesystem::absolute(path));
        make_directories(name.parent_path(), 0700);
        return name;
    } catch (const std::system_error& failure) {
        throw StoreError(failure.what());
    }
}

const std::filesystem::path& made(const std::filesystem::path& path, const std::string& vfs) {
    make_store_if_missing(path, vfs);
    return path;
}

}  // namespace

OwnedFile::OwnedFile(const std::filesystem::path& name, std::string the_vfs)
    : path(prepared(name)), vfs(std::move(the_vfs)), lock(path), writer(made(path, vfs), {.vfs = vfs}) {
    check_format(writer, path);
    if (writer.text("PRAGMA journal_mode = WAL") != "wal")
        throw StoreError(fmt::format("{}: this file system can't hold a write-ahead log", path.string()));
    id = writer.text("SELECT value FROM meta WHERE key = 'store_id'");
    if (id.empty()) throw StoreError(fmt::format("{} is damaged: it has no id", path.string()));
}

StoreError OwnedFile::damaged(Position position, std::string_view how) const {
    return StoreError(
        fmt::format("{} is damaged at position {}: {}; restore it from a backup", path.string(), position, how));
}

StoreError OwnedFile::damaged_outcome(OutcomeNumber number, std::string_view how) const {
    return StoreError(
        fmt::format("{} is damaged at command outcome {}: {}; restore it from a backup", path.string(), number, how));
}

}  // namespace hf::sqlite
