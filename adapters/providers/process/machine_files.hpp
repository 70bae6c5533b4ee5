// What is in a machine's directory, and who writes it. Shared by the provider and
// the keeper (hostfactory-machine), and all that they know of each other.
//
//   order.json   provider  what was ordered, for people and for the next daemon
//   environment  provider  the command's environment: NAME=value, each ended by a NUL
//   lock         keeper    locked from before `started` until the machine is gone
//   work/        command   its working directory
//   log          command   its stdout and stderr
//   started      either    the claim: who made it decides whether this machine ever runs
//   terminating  provider  its end was asked for
//   ended        keeper    how it ended; by the provider, when the keeper was killed
//
// The directory appears whole (it is renamed into place), and `started` and `ended`
// appear whole (linked into place). `started` is made once and never replaced: by a
// keeper that runs the machine, or by the provider to say that nobody shall.
//
// That a machine lives is told by its lock, an open-file-description lock: it ends
// with its holder, whatever way that ends, and a pid that is used again can't fake
// it. Others look at it without taking it, so looking never disturbs a keeper.
//
// Nothing is synced: a machine doesn't survive the crash that loses its files.
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
inline constexpr const char* command = "command";            // its pid, 0 when there is none
inline constexpr const char* command_start = "command_start";
inline constexpr const char* boot = "boot";  // the kernel's boot id
inline constexpr const char* time = "time";  // UTC, microseconds

// in `ended`
inline constexpr const char* exit = "exit";              // exit status
inline constexpr const char* signal = "signal";          // number
inline constexpr const char* unrunnable = "unrunnable";  // a word of the answers below, and why
inline constexpr const char* lost = "lost";              // what is known of a machine whose keeper was killed
inline constexpr const char* ordered = "ordered";        // 1: the keeper was told to end it

// A keeper's answers on READY_FD: one of these, a space, and more in words.
inline constexpr const char* ok = "ok";
inline constexpr const char* busy = "busy";        // another keeper is at it
inline constexpr const char* already = "already";  // it was started before
inline constexpr const char* gone = "gone";        // there is no such directory
inline constexpr const char* invalid = "invalid";  // the command can't be run
inline constexpr const char* no_capacity = "no_capacity";
inline constexpr const char* unreachable = "unreachable";

}  // namespace hf::process::word
