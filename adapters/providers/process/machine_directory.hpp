// MachineDirectory: one machine's directory, as it was when it was opened.
//
//     MachineDirectory::build(root, id, order, environment);      // appears whole
//     if (auto machine = MachineDirectory::open(root, id))        // nothing: it isn't there
//         if (!machine->started()) machine->revoke();
//
// All goes through the opened directory and never by its path again. So what was
// looked at is what is changed or removed, even if others have put a new directory
// in its place meanwhile.
//
// To tell whether a machine lives, read in this order: started(), lock(), ended().
// A keeper claims under the lock and writes its end before it lets go, so a claim
// with a free lock is a machine that has ended, and its end is there to be read.
//
// Thread-safe as different objects. Errors: std::system_error, where the host won't
// let us look; never taken for "it isn't there".
#pragma once

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/providers/process/machine_records.hpp"
#include "adapters/system/file_descriptor.hpp"

namespace hf::process {

// Tells a directory from an earlier one of the same name, by its lock's file.
struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
};

struct LockState {
    bool held = false;
    std::optional<Stamp> stamp;  // nothing: there is no lock, so no keeper can come up here
};

class MachineDirectory {
public:
    // Does nothing when it is there already.
    static void build(const std::filesystem::path& root, const std::string& id, const MachineSpecRecord& order,
                      std::string_view environment);
    static std::optional<MachineDirectory> open(const std::filesystem::path& root, const std::string& id);

    [[nodiscard]] std::optional<MachineSpecRecord> order() const;
    [[nodiscard]] std::optional<Started> started() const;
    [[nodiscard]] LockState lock() const;
    [[nodiscard]] std::optional<Ended> ended() const;
    [[nodiscard]] bool terminating() const;

    // Claims it so that nobody runs it. False when somebody has claimed it before.
    bool revoke();
    bool mark_terminating();
    // Keeps what is there, if somebody was quicker.
    void record_end(const Ended& ended);
    // Of a machine that doesn't live. The claim goes last: whatever is left after a
    // crash or an error in between can't be started.
    void remove();

private:
    MachineDirectory(FileDescriptor directory, std::filesystem::path path)
        : directory_(std::move(directory)), path_(std::move(path)) {}

    [[nodiscard]] std::optional<std::string> read(const char* name) const;
    bool publish(const char* name, std::string_view text);

    FileDescriptor directory_;
    std::filesystem::path path_;
};

// Where build() works before the directory appears. A daemon that was killed leaves
// these behind; they hold no machine. Removes those that are an hour old.
bool is_unfinished(std::string_view name);
void remove_unfinished(const std::filesystem::path& directory);

}  // namespace hf::process
