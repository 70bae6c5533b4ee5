#include "adapters/sqlite/head_file.hpp"

#include <fcntl.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>

#include "adapters/sqlite/file_failure.hpp"
#include "adapters/system/sync_directory.hpp"

namespace hf::sqlite {
namespace {

constexpr std::size_t block_size = 4096;
constexpr std::size_t blocks = 2;
constexpr std::string_view head_magic = "HFhead1\n";
constexpr std::size_t id_size = 40;
constexpr std::size_t summed_size = head_magic.size() + id_size + 3 * sizeof(std::uint64_t);
constexpr std::size_t record_size = summed_size + sizeof(std::uint64_t);

struct HeadRecord {
    std::string store_id;
    std::uint64_t sequence{};
    SyncedHead head;
};

void put_number(std::string& bytes, std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(value >> shift & 0xff));
}

std::uint64_t number_at(std::string_view bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
}

std::optional<HeadRecord> record_in(std::string_view bytes) {
    if (bytes.size() < record_size || bytes.substr(0, head_magic.size()) != head_magic) return std::nullopt;
    if (number_at(bytes, summed_size) != XXH3_64bits(bytes.data(), summed_size)) return std::nullopt;
    const auto id = bytes.substr(head_magic.size(), id_size);
    const auto numbers = head_magic.size() + id_size;
    return HeadRecord{std::string(id.substr(0, id.find('\0'))),
                      number_at(bytes, numbers),
                      {number_at(bytes, numbers + 8), number_at(bytes, numbers + 16)}};
}

// What can't be read is not taken for what is not there, or the file would be made anew.
std::string whole_of(int file, const std::filesystem::path& path) {
    std::string bytes(block_size * blocks, '\0');
    const auto size = ::pread(file, bytes.data(), bytes.size(), 0);
    if (size < 0) throw failure_of(path, "read");
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

std::optional<HeadRecord> newest_in(std::string_view bytes) {
    std::optional<HeadRecord> newest;
    for (std::size_t at = 0; at < bytes.size(); at += block_size) {
        auto record = record_in(bytes.substr(at, record_size));
        if (record && (!newest || record->sequence > newest->sequence)) newest = std::move(record);
    }
    return newest;
}

}  // namespace

std::optional<SyncedHead> HeadFile::look(const std::filesystem::path& store) {
    const FileDescriptor file(::open(beside(store).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file && errno != ENOENT) throw failure_of(beside(store), "open");
    if (!file) return std::nullopt;
    const auto newest = newest_in(whole_of(file.get(), beside(store)));
    return newest ? std::optional(newest->head) : std::nullopt;
}

HeadFile::HeadFile(const std::filesystem::path& store, const std::string& store_id)
    : path_(beside(store)), store_id_(store_id), file_(::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)) {
    if (!file_ && errno != ENOENT) throw failure_of(path_, "open");
    if (!file_) {
        make();
        return;
    }
    const auto bytes = whole_of(file_.get(), path_);
    const auto newest = newest_in(bytes);
    if (!newest) {
        // One that was made and never written to is all zeroes.
        was_damaged_ = bytes.size() < block_size * blocks || bytes.find_first_not_of('\0') != std::string::npos;
        make();
        return;
    }
    sequence_ = newest->sequence;
    if (newest->store_id == store_id_)
        found_ = newest->head;
    else
        other_store_ = newest->store_id;
}

// With all its blocks, so that no later write needs room on the disk.
void HeadFile::make() {
    const auto unfinished = path_.string() + ".new";
    if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT) throw failure_of(unfinished, "remove");
    file_ = FileDescriptor(::open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file_) throw failure_of(unfinished, "create");
    const std::string zeroes(block_size, '\0');
    for (std::size_t block = 0; block < blocks; ++block) write(block, zeroes);
    if (::fsync(file_.get()) != 0) throw failure_of(unfinished, "sync");
    if (::rename(unfinished.c_str(), path_.c_str()) != 0) throw failure_of(path_, "create");
    if (!sync_directory(path_.parent_path())) throw failure_of(path_.parent_path(), "sync");
}

void HeadFile::note(const SyncedHead& head) {
    ++sequence_;
    write(sequence_ % blocks, record_of(head));
    unsynced_ = true;
}

void HeadFile::begin_anew(const SyncedHead& head) {
    for (std::size_t block = 0; block < blocks; ++block) note(head);
    sync();
    found_ = head;
    other_store_.reset();
}

void HeadFile::sync() {
    if (unsynced_.exchange(false) && ::fdatasync(file_.get()) != 0) throw failure_of(path_, "sync");
}

void HeadFile::write(std::uint64_t block, const std::string& record) const {
    const auto size = ::pwrite(file_.get(), record.data(), record.size(), static_cast<off_t>(block * block_size));
    if (size == static_cast<ssize_t>(record.size())) return;
    if (size >= 0) errno = ENOSPC;
    throw failure_of(path_, "write");
}

std::string HeadFile::record_of(const SyncedHead& head) const {
    std::string bytes(head_magic);
    bytes += store_id_.substr(0, id_size);
    bytes.resize(head_magic.size() + id_size, '\0');
    put_number(bytes, sequence_);
    put_number(bytes, head.position);
    put_number(bytes, head.outcome);
    put_number(bytes, XXH3_64bits(bytes.data(), bytes.size()));
    return bytes;
}

}  // namespace hf::sqlite
