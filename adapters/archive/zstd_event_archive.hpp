// ZstdEventArchive: archived events in a directory, a compressed file for each run of them.
//
//     ZstdEventArchive archive("/var/lib/hostfactory/hostfactory.db.archive", store_id, codec);
//
// A file `events-<first>-<last>.msgpack.zst` (twenty digits each) is one zstd frame with a
// checksum. In it stand msgpack `bin` values, one after another; each holds the msgpack of one
// map: the first {format: 1, store_id, first, last}, then the events, as they are on the wire.
// So `zstd -dc` and any msgpack library read it. A file is there whole or not at all.
//
// Where two files hold the same events (a crash between archiving and pruning), each event is
// read once. Thread-safety: as the port says. Errors: ArchiveError.
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
