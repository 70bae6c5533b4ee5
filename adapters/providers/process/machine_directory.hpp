// MachineDirectory: one machine's directory, as the directory was when it was opened.
//
//     MachineDirectory::build(root, id, order, environment);  // appears whole
//     if (auto machine = MachineDirectory::open(root, id))    // nothing: there is no such directory
//         if (!machine->started()) machine->revoke();
//
// All access goes through the opened directory, never by its path again. So the directory that
// was looked at is the one that is changed or removed, even if a new directory has taken its
// place meanwhile.
//
// To know whether a machine lives, read in this order: started(), lock(), ended(). A keeper
// claims under the lock and writes the machine's end before it releases the lock. So a claim
// with a free lock means that the machine has ended, and that its end can be read.
//
// Thread-safe as different objects. Errors: std::system_error, where the host doesn't let us
// look. Such an error is never taken for the absence of the directory.
#pragma once

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/providers/process/machine_records.hpp"
#include "adapters/system/file_descriptor.hpp"

namespace hf::process {

// Distinguishes a directory from an earlier one of the same name, by the file of its lock.
struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
};

struct LockState {
    bool held = false;
    std::optional<Stamp> stamp;  // nothing: there is no lock file, so no keeper can come up here
};

class MachineDirectory {
public:
    // Does nothing if the directory is there already.
    static void build(const std::filesystem::path& root, const std::string& id, const MachineSpecRecord& order,
                      std::string_view environment);
    static std::optional<MachineDirectory> open(const std::filesystem::path& root, const std::string& id);

    [[nodiscard]] std::optional<MachineSpecRecord> order() const;
    [[nodiscard]] std::optional<Started> started() const;
    [[nodiscard]] LockState lock() const;
    [[nodiscard]] std::optional<Ended> ended() const;
    [[nodiscard]] bool terminating() const;

    // Claims the machine so that no keeper runs it. False if it was claimed before.
    bool revoke();
    bool mark_terminating();
    // Keeps the end that is recorded already, if there is one.
    void record_end(const Ended& ended);
    // Removes the directory of a machine that doesn't live. The claim goes last, so that what is
    // left after a crash or an error in between can't be started.
    void remove();

private:
    MachineDirectory(FileDescriptor directory, std::filesystem::path path)
        : directory_(std::move(directory)), path_(std::move(path)) {}

    [[nodiscard]] std::optional<std::string> read(const char* name) const;
    bool publish(const char* name, std::string_view text);

    FileDescriptor directory_;
    std::filesystem::path path_;
};

// Names of directories in which build() works before the machine's directory appears. A daemon
// that was killed leaves them behind; they hold no machine. remove_unfinished() removes one that is
// an hour old.
bool is_unfinished(std::string_view name);
void remove_unfinished(const std::filesystem::path& directory);

}  // namespace hf::process
