#include "adapters/archive/zstd_event_archive.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/archive/archive_file.hpp"

namespace hf {
namespace {

using archive::ArchiveReader;
using archive::ArchiveWriter;

struct ArchiveHeader {
    std::uint32_t format = 1;
    std::string store_id;
    Position first{};
    Position last{};

    static constexpr auto describe =
        message("ArchiveHeader", "What a file of the archive holds.",
                field<&ArchiveHeader::format>("format", "version of this layout"),
                field<&ArchiveHeader::store_id>("store_id", "of the store that the events are of"),
                field<&ArchiveHeader::first>("first", "position of the first event"),
                field<&ArchiveHeader::last>("last", "position of the last event"));
};

class Transcript final : public EventArchive::Writing {
public:
    Transcript(const std::filesystem::path& path, const ArchiveHeader& header, const Codec& codec)
        : writer_(path), codec_(codec) {
        writer_.put(codec.encode(header));
    }
    void put(const RecordedEvent& event) override { writer_.put(codec_.encode(event)); }
    void finish() override { writer_.finish(); }

private:
    ArchiveWriter writer_;
    const Codec& codec_;
};

template <class T>
T decoded(const std::string& bytes, const Codec& codec, const std::filesystem::path& file) {
    T value;
    if (const auto problem = codec.decode(bytes, value, UnknownFields::ignore))
        throw ArchiveError(fmt::format("{}: {}: {}", file.string(), problem->path, problem->message));
    return value;
}

}  // namespace

std::unique_ptr<EventArchive::Writing> ZstdEventArchive::begin(Position first, Position last) {
    try {
        if (std::filesystem::create_directories(directory_))
            std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
    } catch (const std::filesystem::filesystem_error& problem) {
        throw ArchiveError(problem.what());
    }
    return std::make_unique<Transcript>(directory_ / fmt::format("events-{:020}-{:020}.msgpack.zst", first, last),
                                        ArchiveHeader{1, store_id_, first, last}, codec_);
}

void ZstdEventArchive::read(Position after, const std::function<void(RecordedEvent)>& each) const {
    std::vector<std::filesystem::path> files;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(directory_, none))
        if (entry.path().filename().string().ends_with(".msgpack.zst")) files.push_back(entry.path());
    // In the order of their names, which is the order of their first events.
    std::ranges::sort(files);
    for (const auto& file : files) {
        ArchiveReader reader(file);
        const auto first = reader.next();
        const auto header = decoded<ArchiveHeader>(first.value_or(""), codec_, file);
        if (header.format != 1) throw ArchiveError(fmt::format("{} has format {}", file.string(), header.format));
        if (header.store_id != store_id_) throw ArchiveError(fmt::format("{} belongs to another store", file.string()));
        if (header.last <= after) continue;
        while (const auto value = reader.next()) {
            auto event = decoded<RecordedEvent>(*value, codec_, file);
            if (event.position <= after) continue;
            after = event.position;
            each(std::move(event));
        }
    }
}

}  // namespace hf
