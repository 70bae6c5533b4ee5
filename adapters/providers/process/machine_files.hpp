// The files of a machine's directory, and who writes each. The provider and the keeper
// (hostfactory-machine) share this file, and know nothing else of each other.
//
//   order.json   provider  the machine's order, for people and for the next daemon
//   environment  provider  the command's environment: NAME=value, each ended by a NUL
//   lock         keeper    locked from before `started` until the machine is gone
//   work/        command   its working directory
//   log          command   its stdout and stderr
//   started      either    the claim: its content decides whether this machine ever runs
//   terminating  provider  shows that the machine's end was ordered
//   ended        keeper    how the machine ended; the provider writes it if the keeper was killed
//
// The directory appears whole (it is renamed into place), and so do `started` and `ended`
// (they are linked into place). `started` is made once and never replaced: by a keeper that
// runs the machine, or by the provider to say that no keeper shall.
//
// The lock shows that a machine lives. It is an open-file-description lock: it ends with the
// process that holds it, whatever ends that process, and a pid that is used again can't fake
// it. Other processes look at the lock without taking it, so they never disturb a keeper.
//
// Nothing is synced, since no machine survives a crash that loses its files.
#pragma once

namespace hf::process::file {

inline constexpr const char* order = "order.json";
inline constexpr const char* environment = "environment";
inline constexpr const char* lock = "lock";
inline constexpr const char* work = "work";
inline constexpr const char* log = "log";
inline constexpr const char* started = "started";
inline constexpr const char* terminating = "terminating";
inline constexpr const char* ended = "ended";

}  // namespace hf::process::file

// `started` and `ended` are lines of a word and its value.
namespace hf::process::word {

// in `started`; or the one line "revoked"
inline constexpr const char* revoked = "revoked";
inline constexpr const char* keeper = "keeper";              // its pid
inline constexpr const char* keeper_start = "keeper_start";  // in clock ticks since the boot
inline constexpr const char* command = "command";            // its pid; 0: the machine has no command
inline constexpr const char* command_start = "command_start";
inline constexpr const char* boot = "boot";  // the kernel's boot id
inline constexpr const char* time = "time";  // UTC, microseconds

// in `ended`
inline constexpr const char* exit = "exit";              // exit status
inline constexpr const char* signal = "signal";          // number
inline constexpr const char* unrunnable = "unrunnable";  // one of the answers below, and the reason
inline constexpr const char* lost = "lost";              // what is known of a machine whose keeper was killed
inline constexpr const char* ordered = "ordered";        // 1: the keeper was ordered to end the machine

// A keeper's answer on READY_FD is one of these, a space, and more in words.
inline constexpr const char* ok = "ok";
inline constexpr const char* busy = "busy";        // another keeper holds the lock
inline constexpr const char* already = "already";  // the machine was started before
inline constexpr const char* gone = "gone";        // there is no such directory
inline constexpr const char* invalid = "invalid";  // the command can't be run
inline constexpr const char* no_capacity = "no_capacity";
inline constexpr const char* unreachable = "unreachable";

}  // namespace hf::process::word
