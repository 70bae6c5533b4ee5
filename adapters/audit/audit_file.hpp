// AuditFile: a file to which lines are appended, and which another program may move away.
//
//     AuditFile file("/var/log/hostfactory/audit.jsonl", 1 << 30);
//     if (auto error = file.open()) …
//     if (auto error = file.append("{…}\n")) …      // whole lines
//     file.reopen_before_the_next_write();           // any thread
//
// A regular file that would become longer than its bound (0: none) is moved to `<path>.older`, in place of the one
// before, and a new one is begun: so clients that ask without end fill no disk. A new file gets the mode 0640. A line
// that was cut off by a full disk stays on a line of its own. If the path cannot be opened again, the open file is
// kept. Errors: texts with the path. One thread calls everything but reopen_before_the_next_write().
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace hf::audit {

class AuditFile {
public:
    explicit AuditFile(std::filesystem::path path, std::uint64_t most_bytes = 0)
        : path_(std::move(path)), most_bytes_(most_bytes) {}
    ~AuditFile();
    AuditFile(const AuditFile&) = delete;
    AuditFile& operator=(const AuditFile&) = delete;

    [[nodiscard]] std::optional<std::string> open();
    [[nodiscard]] std::optional<std::string> append(std::string_view lines);
    void reopen_before_the_next_write() { reopen_ = true; }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    // Returns the number of bytes written; if it is short, errno says why.
    std::size_t write(std::string_view bytes);
    [[nodiscard]] std::optional<std::string> begin_anew();
    [[nodiscard]] std::string failed(std::string_view doing) const;

    const std::filesystem::path path_;
    const std::uint64_t most_bytes_;
    std::uint64_t bytes_ = 0;  // of the open file
    int file_ = -1;
    bool torn_ = false;  // the file ends with part of a line
    std::atomic<bool> reopen_ = false;
};

}  // namespace hf::audit
