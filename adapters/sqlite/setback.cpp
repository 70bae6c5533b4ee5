#include "adapters/sqlite/setback.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "adapters/sqlite/file_failure.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "adapters/system/sync_directory.hpp"
#include "core/ports/event_store.hpp"
#include "core/text/utf8.hpp"

namespace hf::sqlite {
namespace {

constexpr std::size_t longest_text = 500;

std::filesystem::path mark_of(const std::filesystem::path& store) { return store.string() + ".restored"; }

}  // namespace

void set_back(const std::filesystem::path& store, std::string_view what) {
    const auto mark = mark_of(store);
    const FileDescriptor file(::open(mark.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.get() < 0) throw failure_of(mark, "create");
    // Half a text is a mark all the same.
    if (::write(file.get(), what.data(), what.size()) < 0 || ::fsync(file.get()) != 0) throw failure_of(mark, "write");
    if (!sync_directory(store.parent_path())) throw failure_of(store.parent_path(), "sync");
}

std::string setback_of(const std::filesystem::path& store) {
    std::error_code none;
    if (!std::filesystem::exists(mark_of(store), none)) return {};
    std::ifstream file(mark_of(store));
    std::string text(longest_text, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    return text.empty() || !is_utf8(text) ? "was restored from a backup" : text;
}

void forget_setback(const std::filesystem::path& store) {
    const auto mark = mark_of(store);
    if (::unlink(mark.c_str()) != 0) {
        if (errno == ENOENT) return;
        throw failure_of(mark, "remove");
    }
    if (!sync_directory(store.parent_path())) throw failure_of(store.parent_path(), "sync");
}

}  // namespace hf::sqlite
