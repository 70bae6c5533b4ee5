#include "adapters/archive/archive_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "adapters/system/sync_directory.hpp"

namespace hf::archive {
namespace {

// Msgpack's bin 32: a string of bytes whose length is in the next four bytes.
constexpr char bin32 = '\xc6';
constexpr std::size_t most_bytes = 256U << 20;

std::string failure(const std::filesystem::path& path, std::string_view doing) {
    return fmt::format("{}: {}: {}", path.string(), doing, std::system_category().message(errno));
}

}  // namespace

ArchiveWriter::ArchiveWriter(std::filesystem::path path)
    : path_(std::move(path)), unfinished_(path_.string() + ".new"), context_(ZSTD_createCCtx()) {
    const int descriptor = ::open(unfinished_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) fail("create");
    file_.reset(::fdopen(descriptor, "wb"));
    out_.resize(ZSTD_CStreamOutSize());
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

ArchiveWriter::~ArchiveWriter() {
    if (file_) ::unlink(unfinished_.c_str());
}

void ArchiveWriter::fail(std::string_view doing) const { throw ArchiveError(failure(unfinished_, doing)); }

void ArchiveWriter::put(std::string_view value) {
    const auto size = static_cast<std::uint32_t>(value.size());
    const std::array<char, 5> head{bin32, static_cast<char>(size >> 24U), static_cast<char>(size >> 16U),
                                   static_cast<char>(size >> 8U), static_cast<char>(size)};
    compress({head.data(), head.size()}, ZSTD_e_continue);
    compress(value, ZSTD_e_continue);
}

void ArchiveWriter::compress(std::string_view bytes, ZSTD_EndDirective end) {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    while (true) {
        ZSTD_outBuffer output{out_.data(), out_.size(), 0};
        const auto left = ZSTD_compressStream2(context_.get(), &output, &input, end);
        if (ZSTD_isError(left)) throw ArchiveError(fmt::format("{}: {}", path_.string(), ZSTD_getErrorName(left)));
        if (std::fwrite(out_.data(), 1, output.pos, file_.get()) != output.pos) fail("write");
        if (end == ZSTD_e_end ? left == 0 : input.pos == input.size) return;
    }
}

void ArchiveWriter::finish() {
    compress({}, ZSTD_e_end);
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail("sync");
    if (::rename(unfinished_.c_str(), path_.c_str()) != 0) fail("rename");
    file_.reset();
    if (const auto directory = path_.parent_path(); !sync_directory(directory))
        throw ArchiveError(failure(directory, "sync"));
}

ArchiveReader::ArchiveReader(std::filesystem::path path)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), "rbe")), context_(ZSTD_createDCtx()) {
    if (!file_) throw ArchiveError(failure(path_, "open"));
    in_.resize(ZSTD_DStreamInSize());
}

void ArchiveReader::fail(std::string_view how) const {
    throw ArchiveError(fmt::format("{} is damaged: {}", path_.string(), how));
}

bool ArchiveReader::fill(std::size_t wanted) {
    text_.erase(0, std::exchange(used_, 0));
    while (text_.size() < wanted) {
        if (input_.pos == input_.size) {
            const auto got = std::fread(in_.data(), 1, in_.size(), file_.get());
            if (got == 0) {
                if (std::ferror(file_.get())) throw ArchiveError(failure(path_, "read"));
                if (!text_.empty() || !frame_complete_) fail("it ends in the middle");
                return false;
            }
            input_ = {in_.data(), got, 0};
        }
        const auto before = text_.size();
        text_.resize(before + ZSTD_DStreamOutSize());
        ZSTD_outBuffer output{text_.data(), text_.size(), before};
        const auto left = ZSTD_decompressStream(context_.get(), &output, &input_);
        text_.resize(output.pos);
        if (ZSTD_isError(left)) fail(ZSTD_getErrorName(left));
        frame_complete_ = left == 0;
    }
    return true;
}

std::optional<std::string> ArchiveReader::next() {
    constexpr std::size_t head = 5;
    if (!fill(head)) return std::nullopt;
    if (text_[0] != bin32) fail("a value is no string of bytes");
    std::size_t size = 0;
    for (std::size_t i = 1; i < head; ++i) size = size << 8U | static_cast<unsigned char>(text_[i]);
    if (size > most_bytes) fail("a value is too large");
    if (!fill(head + size)) fail("it ends in the middle");
    used_ = head + size;
    return text_.substr(head, size);
}

}  // namespace hf::archive
