// The contents of a machine's files (machine_files.hpp), as structs and in words.
// Pure functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/provider.hpp"

namespace hf::process {

// order.json: together with the id, this is all that is known of a machine before it runs.
struct MachineSpecRecord {
    std::string token;
    std::string site;
    std::string request_id;
    std::string template_id;
    std::string name;
    std::uint32_t index{};
    std::vector<std::string> command;
    std::uint32_t grace_s{};
    std::map<std::string, std::string, std::less<>> tags;

    static constexpr auto describe =
        message("MachineSpecRecord", "What was ordered.", field<&MachineSpecRecord::token>("token", "of its launch"),
                field<&MachineSpecRecord::site>("site", "whose it is"),
                field<&MachineSpecRecord::request_id>("request_id", "for which it was launched"),
                field<&MachineSpecRecord::template_id>("template_id", "of which it was made"),
                field<&MachineSpecRecord::name>("name", "of the machine"),
                field<&MachineSpecRecord::index>("index", "its number in its launch, from 1"),
                field<&MachineSpecRecord::command>("command", "what it runs; empty: its keeper alone"),
                field<&MachineSpecRecord::grace_s>("grace_s", "from SIGTERM to SIGKILL"),
                field<&MachineSpecRecord::tags>("tags", "of its request and its template"));
};

// Arguments may be any bytes; those that are no UTF-8 are replaced in the file. The keeper gets the arguments as they
// are, on its command line.
std::string to_text(const MachineSpecRecord& order);
// Returns nothing for any text that is no such record.
std::optional<MachineSpecRecord> order_from(const std::string& text);

// A pid alone is no identity, since the kernel uses it again.
struct ProcessRecord {
    pid_t pid{};
    std::uint64_t start{};  // clock ticks since the boot
};

struct Started {
    bool revoked = false;  // no keeper runs the machine, and none ever will
    ProcessRecord keeper;
    ProcessRecord command;  // pid 0: the keeper is the machine
    std::string boot;

    // The process that people take for the machine.
    [[nodiscard]] const ProcessRecord& process() const { return command.pid > 0 ? command : keeper; }
};

// Any content is a claim, even if it names no process.
Started started_from(std::string_view text);

struct Ended {
    enum class How : std::uint8_t {
        exited,
        signalled,
        unrunnable,  // the machine never ran, since its command can't be run
        lost,        // its keeper was killed
    };
    How how{};
    int value = 0;                                            // exit status or signal
    ProviderErrorKind kind = ProviderErrorKind::unreachable;  // of unrunnable
    std::string words{};                                      // of unrunnable and lost
    bool ordered = false;                                     // the keeper was ordered to end the machine
};

std::string to_text(const Ended& ended);
Ended ended_from(std::string_view text);

// "exit status 3", "signal 9 (Killed)"
std::string in_words(const Ended& ended);
std::string signal_in_words(int number);

}  // namespace hf::process
