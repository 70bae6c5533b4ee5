// ArchiveWriter and ArchiveReader: write and read one file of the archive, a sequence of values in
// a compressed frame.
//
//     ArchiveWriter writer("events.msgpack.zst");
//     writer.put(bytes);
//     writer.finish();                 // syncs the file and gives it its name
//
//     ArchiveReader reader("events.msgpack.zst");
//     while (auto bytes = reader.next()) use(*bytes);
//
// Each is used by one thread. Errors: ArchiveError with the file's name.
#pragma once

#include <zstd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/ports/event_archive.hpp"

namespace hf::archive {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

class ArchiveWriter {
public:
    explicit ArchiveWriter(std::filesystem::path path);
    ~ArchiveWriter();
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    void put(std::string_view value);
    void finish();

private:
    struct Free {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    void compress(std::string_view bytes, ZSTD_EndDirective end);
    [[noreturn]] void fail(std::string_view doing) const;

    std::filesystem::path path_;
    std::filesystem::path unfinished_;
    File file_;
    std::unique_ptr<ZSTD_CCtx, Free> context_;
    std::string out_;
};

class ArchiveReader {
public:
    explicit ArchiveReader(std::filesystem::path path);

    std::optional<std::string> next();  // returns nothing at the end

private:
    struct Free {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };
    bool fill(std::size_t wanted);  // false: the file has no more bytes
    [[noreturn]] void fail(std::string_view how) const;

    std::filesystem::path path_;
    File file_;
    std::unique_ptr<ZSTD_DCtx, Free> context_;
    std::string in_;
    ZSTD_inBuffer input_{};
    std::string text_;
    std::size_t used_ = 0;
    bool frame_complete_ = true;
};

}  // namespace hf::archive
