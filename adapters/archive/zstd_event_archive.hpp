// ZstdEventArchive: keeps archived events in a directory, with a compressed file for each run of events.
//
//     ZstdEventArchive archive("/var/lib/hostfactory/hostfactory.db.archive", store_id, codec);
//
// A file `events-<first>-<last>.msgpack.zst` (twenty digits each) is one zstd frame with a
// checksum. It holds a sequence of msgpack `bin` values; each of them holds the msgpack of one map:
// first {format: 1, store_id, first, last}, then the events, as they are on the wire. So `zstd -dc`
// and any msgpack library can read it. A file exists whole or not at all.
//
// If two files hold the same events (after a crash between archiving and pruning), each event is
// read once. Thread-safety: see the port. Errors: ArchiveError.
#pragma once

#include <filesystem>

#include "core/messages/codec.hpp"
#include "core/ports/event_archive.hpp"

namespace hf {

class ZstdEventArchive final : public EventArchive {
public:
    ZstdEventArchive(std::filesystem::path directory, std::string store_id, const Codec& codec)
        : directory_(std::move(directory)), store_id_(std::move(store_id)), codec_(codec) {}

    std::unique_ptr<Writing> begin(Position first, Position last) override;
    void read(Position after, const std::function<void(RecordedEvent)>& each) const override;
    [[nodiscard]] std::string location() const override { return directory_.string(); }

private:
    std::filesystem::path directory_;
    std::string store_id_;
    const Codec& codec_;
};

}  // namespace hf
