// All events of a store as lines of JSON, and a store made of such lines.
//
//     export_events("/var/lib/hostfactory/hostfactory.db", std::cout, codec);
//     const auto imported = import_events(std::cin, "/var/lib/hostfactory/imported.db", codec);
//
// The first line says whose events follow: {"format":1,"store_id":"…","first":1,"last":4711}; then comes each event
// (event_text.hpp). What was pruned is taken from the archive beside the store. An import refuses a gap, an event out
// of its order, one that this version can't read and one whose checksum differs, with its line; then no file is made.
//
// Not in it: outcomes of commands. A command that is repeated after an import is carried out again.
//
// Called by one thread. Errors: std::runtime_error in words for people; StoreError and ArchiveError are such.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "core/domain/history/recorded_event.hpp"
#include "core/messages/codec.hpp"

namespace hf {

struct TransferHeader {
    std::uint32_t format = 1;
    std::string store_id;
    Position first{};
    Position last{};

    static constexpr auto describe = message(
        "TransferHeader", "Whose events follow.", field<&TransferHeader::format>("format", "version of this layout"),
        field<&TransferHeader::store_id>("store_id", "of the store that the events are of").between(1, 64),
        field<&TransferHeader::first>("first", "position of the first event"),
        field<&TransferHeader::last>("last", "position of the last event"));
};

// Also of a store whose daemon is running: up to its last event at the begin.
TransferHeader export_events(const std::filesystem::path& store, std::ostream& out, const Codec& codec);

// The file must not exist yet. It is a sealed one, as a backup is.
TransferHeader import_events(std::istream& in, const std::filesystem::path& file, const Codec& codec);

}  // namespace hf
