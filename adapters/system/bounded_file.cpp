#include "adapters/system/bounded_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "adapters/system/file_descriptor.hpp"

namespace hf {
namespace {

std::error_code error_of(int number) { return {number, std::generic_category()}; }

struct FileBounds {
    std::size_t most_bytes{};
    Readers readers = Readers::daemon;
    const PermittedPaths* within = nullptr;  // null: it may lie anywhere
};

struct Refusal {
    std::error_code error;
    std::string closed_directory{};  // the one that keeps some users from the file
    std::string elsewhere{};         // why it is not where it must be
};

tl::unexpected<Refusal> refusal(int number) { return tl::make_unexpected(Refusal{error_of(number)}); }

// The first directory above an open file that does not let everyone pass, as the kernel knows the file's path: no link
// can be exchanged meanwhile.
tl::expected<std::string, Refusal> closed_directory_above(int file) {
    std::error_code error;
    const auto path = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", file), error);
    if (error) return tl::make_unexpected(Refusal{error});
    std::filesystem::path directory;
    for (const auto& step : path.parent_path()) {
        directory /= step;
        struct stat about {};
        if (::stat(directory.c_str(), &about) != 0) return refusal(errno);
        if ((about.st_mode & S_IXOTH) == 0) return directory.string();
    }
    return {};
}

// 0: it may be read.
int objection_to(const struct stat& about, const FileBounds& bounds) {
    if (S_ISDIR(about.st_mode)) return EISDIR;
    if (!S_ISREG(about.st_mode)) return EINVAL;
    if (bounds.readers == Readers::everyone && (about.st_mode & S_IROTH) == 0) return EPERM;
    if (bounds.readers == Readers::owner && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) return EPERM;
    return about.st_size > 0 && static_cast<std::uintmax_t>(about.st_size) > bounds.most_bytes ? EFBIG : 0;
}

std::string in_words(const Refusal& refusal, const FileBounds& bounds) {
    const auto& error = refusal.error;
    if (!refusal.elsewhere.empty()) return refusal.elsewhere;
    if (!refusal.closed_directory.empty())
        return fmt::format(
            "the mode of {} keeps some users from it, and the contents would be shown to others (chmod o+x)",
            refusal.closed_directory);
    if (error.value() == EPERM && bounds.readers == Readers::everyone)
        return "its mode keeps it from some users, and the contents would be shown to others (chmod o+r)";
    if (error.value() == EPERM && bounds.readers == Readers::owner)
        return "it holds a secret, and others than its owner can use it (chmod 600)";
    switch (error.value()) {
        case EISDIR: return "it is a directory";
        case EINVAL: return "it is no regular file";
        case EFBIG: return fmt::format("it is larger than {} bytes", bounds.most_bytes);
        default: return error.message();
    }
}

}  // namespace

tl::expected<std::string, std::error_code> read_to_end(int file, std::size_t most_bytes) {
    std::string text;
    std::array<char, 16'384> piece;
    for (;;) {
        // One more than allowed, to know whether there is more.
        const auto room = std::min(piece.size(), most_bytes - text.size() + 1);
        const auto got = ::read(file, piece.data(), room);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return tl::make_unexpected(error_of(errno));
        if (got == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > most_bytes) return tl::make_unexpected(error_of(EFBIG));
    }
}

tl::expected<std::string, std::error_code> read_argument(const std::string& path, std::size_t most_bytes) {
    if (path == "-") return read_to_end(STDIN_FILENO, most_bytes);
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return tl::make_unexpected(error_of(errno));
    return read_to_end(file.get(), most_bytes);
}

namespace {

tl::expected<std::string, Refusal> read_within(int directory, const char* name, const FileBounds& bounds, int flags) {
    // The file is looked at before it is opened, since opening alone does something to some devices; and again when it
    // is open, since another file may have taken its place. O_NONBLOCK, since that one may be a FIFO.
    struct stat about {};
    const int follow = (flags & O_NOFOLLOW) != 0 ? AT_SYMLINK_NOFOLLOW : 0;
    if (::fstatat(directory, name, &about, follow) != 0) return refusal(errno);
    if (S_ISLNK(about.st_mode)) return refusal(ELOOP);
    if (const int objection = objection_to(about, bounds)) return refusal(objection);
    const FileDescriptor file(::openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags));
    if (!file || ::fstat(file.get(), &about) != 0) return refusal(errno);
    // A link may have been exchanged since the path was looked at.
    if (bounds.within)
        if (auto real = bounds.within->permitted(file.get()); !real)
            return tl::make_unexpected(Refusal{error_of(EPERM), {}, std::move(real.error())});
    if (const int objection = objection_to(about, bounds)) return refusal(objection);
    if (bounds.readers == Readers::everyone) {
        auto closed = closed_directory_above(file.get());
        if (!closed) return tl::make_unexpected(closed.error());
        if (!closed->empty()) return tl::make_unexpected(Refusal{error_of(EPERM), std::move(*closed)});
    }
    return read_to_end(file.get(), bounds.most_bytes).map_error([](const auto& error) { return Refusal{error}; });
}

}  // namespace

tl::expected<std::string, std::error_code> read_bounded_file_at(int directory, const char* name, std::size_t most_bytes,
                                                                int flags) {
    return read_within(directory, name, {most_bytes}, flags).map_error([](const auto& refusal) {
        return refusal.error;
    });
}

tl::expected<std::string, std::string> read_bounded_file(const std::string& path, std::size_t most_bytes,
                                                         Readers readers, const PermittedPaths& within) {
    const auto failed = [&](const std::string& why) {
        return tl::make_unexpected(fmt::format("can't read {}: {}", path, why));
    };
    // The system would take the name to end there.
    if (path.find('\0') != std::string::npos) return failed("its name has a NUL byte");
    if (!within.everywhere())
        if (const auto real = within.permitted(path); !real) return failed(real.error());
    const FileBounds bounds{most_bytes, readers, within.everywhere() ? nullptr : &within};
    auto text = read_within(AT_FDCWD, path.c_str(), bounds, 0);
    if (!text) return failed(in_words(text.error(), bounds));
    return std::move(*text);
}

}  // namespace hf
