#include "adapters/sqlite/last_backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <system_error>

#include "adapters/sqlite/file_failure.hpp"
#include "adapters/system/bounded_file.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "adapters/system/sync_directory.hpp"

namespace hf::sqlite {
namespace {

constexpr std::size_t most_bytes = 8192;

// Beside the store itself, wherever links lead.
std::filesystem::path note_of(const std::filesystem::path& store) {
    std::error_code none;
    const auto real = std::filesystem::weakly_canonical(std::filesystem::absolute(store, none), none);
    return (none ? store : real).string() + ".backup";
}

// Takes the line of this word from the front of the text.
std::optional<std::string_view> taken_line(std::string_view& text, std::string_view word) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(word) || text.substr(word.size(), 1) != " ")
        return std::nullopt;
    const auto said = text.substr(word.size() + 1, end - word.size() - 1);
    text.remove_prefix(end + 1);
    return said;
}

template <class Number>
bool take_number(std::string_view& text, std::string_view word, Number& number) {
    const auto digits = taken_line(text, word);
    if (!digits) return false;
    const auto* const end = digits->data() + digits->size();
    const auto read = std::from_chars(digits->data(), end, number);
    return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace

void note_last_backup(const std::filesystem::path& store, const LastBackup& backup) {
    const auto path = note_of(store);
    const auto unfinished = path.string() + ".new";
    if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT) throw failure_of(path, "remove");
    const FileDescriptor file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    // Whatever this process's mask is: root may write it, and the daemon's user must read it.
    if (!file || ::fchmod(file.get(), 0644) != 0) throw failure_of(path, "create");
    const auto text = fmt::format("time {}\nposition {}\noutcome {}\nfile {}\n", backup.time.microseconds,
                                  backup.position, backup.outcome, backup.file);
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw failure_of(path, "write");
    if (::fsync(file.get()) != 0) throw failure_of(path, "sync");
    if (::rename(unfinished.c_str(), path.c_str()) != 0) throw failure_of(path, "create");
    if (!sync_directory(path.parent_path())) throw failure_of(path, "sync");
}

std::optional<LastBackup> last_backup(const std::filesystem::path& store) {
    const auto whole = read_bounded_file(note_of(store).string(), most_bytes);
    if (!whole) return std::nullopt;
    std::string_view text = *whole;
    LastBackup found;
    if (!take_number(text, "time", found.time.microseconds) || !take_number(text, "position", found.position) ||
        !take_number(text, "outcome", found.outcome))
        return std::nullopt;
    const auto file = taken_line(text, "file");
    if (!file) return std::nullopt;
    found.file = *file;
    return found;
}

}  // namespace hf::sqlite
