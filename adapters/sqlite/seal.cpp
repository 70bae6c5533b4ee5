#include "adapters/sqlite/seal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "adapters/sqlite/file_failure.hpp"
#include "adapters/system/file_descriptor.hpp"

namespace hf::sqlite {
namespace {

constexpr std::size_t part_size = std::size_t{1} << 16;
constexpr std::size_t mark_size = 16;
constexpr std::size_t sum_size = 8;
constexpr std::size_t write_version_at = 18;  // in SQLite's header: 2 for a file that is written ahead

// Put together here, so that neither this program nor its sources contain the mark of a backup.
std::string mark() {
    std::string bytes = "hostfactory";
    for (const int c : {0x00, 0xb4, 0xc9, 0x53, 0xa1}) bytes.push_back(static_cast<char>(c));
    return bytes;
}

// Reads up to so many bytes from a place on; fewer at the end alone.
using ReadPart = std::function<std::string(std::uint64_t at, std::size_t size)>;

struct Sealed {
    std::size_t marks = 0;
    std::size_t sum_at = 0;
    std::uint64_t stored = 0;
    std::uint64_t actual = 0;
};

std::uint64_t number_in(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
    return value;
}

std::string bytes_of(std::uint64_t value) {
    std::string bytes;
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(value >> shift & 0xff));
    return bytes;
}

void find_mark(std::string_view first_part, Sealed& sealed) {
    const auto wanted = mark();
    for (auto at = first_part.find(wanted); at != std::string_view::npos; at = first_part.find(wanted, at + 1)) {
        ++sealed.marks;
        sealed.sum_at = at + mark_size;
    }
}

Sealed summed(const ReadPart& read) {
    Sealed sealed;
    auto bytes = read(0, part_size);
    find_mark(bytes, sealed);
    if (sealed.marks != 1 || sealed.sum_at + sum_size > bytes.size()) return sealed;
    sealed.stored = number_in(std::string_view(bytes).substr(sealed.sum_at, sum_size));
    bytes.replace(sealed.sum_at, sum_size, sum_size, '\0');

    const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(), XXH3_freeState);
    XXH3_64bits_reset(state.get());
    for (std::uint64_t at = 0; !bytes.empty(); bytes = read(at, part_size)) {
        XXH3_64bits_update(state.get(), bytes.data(), bytes.size());
        at += bytes.size();
    }
    sealed.actual = XXH3_64bits_digest(state.get());
    return sealed;
}

void check(int result, const Connection& connection, std::string_view doing) {
    if (result != SQLITE_OK)
        throw StoreError(fmt::format("{}: {}: {}", connection.name(), doing, sqlite3_errstr(result)));
}

}  // namespace

std::string unsealed_value() { return mark() + std::string(sum_size, '\0'); }

// Through the connection's file, so that SQLite's file layer sees each of these calls.
void seal(Connection& connection) {
    auto& file = connection.database_file();
    sqlite3_int64 size = 0;
    check(file.pMethods->xFileSize(&file, &size), connection, "look");
    const auto sealed = summed([&](std::uint64_t at, std::size_t wanted) {
        std::string bytes(std::min<std::size_t>(wanted, static_cast<std::size_t>(size) - at), '\0');
        const auto from = static_cast<sqlite3_int64>(at);
        if (!bytes.empty())
            check(file.pMethods->xRead(&file, bytes.data(), static_cast<int>(bytes.size()), from), connection, "read");
        return bytes;
    });
    if (sealed.marks != 1) throw StoreError(fmt::format("{}: the place of its checksum is lost", connection.name()));
    const auto sum = bytes_of(sealed.actual);
    check(file.pMethods->xWrite(&file, sum.data(), sum_size, static_cast<sqlite3_int64>(sealed.sum_at)), connection,
          "write");
    check(file.pMethods->xSync(&file, SQLITE_SYNC_NORMAL), connection, "sync");
}

SealState look_at_seal(const std::filesystem::path& path) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) throw failure_of(path, "open");
    const auto read = [&](std::uint64_t at, std::size_t wanted) {
        std::string bytes(wanted, '\0');
        const auto got = ::pread(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (got < 0) throw failure_of(path, "read");
        bytes.resize(static_cast<std::size_t>(got));
        return bytes;
    };
    if (read(write_version_at, 2) == "\x02\x02") return SealState::none;
    const auto sealed = summed(read);
    if (sealed.marks == 0) return SealState::none;
    return sealed.marks == 1 && sealed.actual == sealed.stored ? SealState::good : SealState::broken;
}

}  // namespace hf::sqlite
