#include "daemon/event_transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <map>
#include <ostream>
#include <stdexcept>

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/json/json_text.hpp"
#include "adapters/json/json_writer.hpp"
#include "adapters/sqlite/new_store_file.hpp"
#include "adapters/sqlite/numbering.hpp"
#include "adapters/sqlite/readable_store.hpp"
#include "core/domain/history/event.hpp"
#include "daemon/event_text.hpp"
#include "daemon/store_verification.hpp"

namespace hf {
namespace {

constexpr Position rows_at_once = 1000;
constexpr std::size_t bytes_at_once = std::size_t{1} << 20;
constexpr std::size_t longest_line = std::size_t{64} << 20;

// The last event of each stream until now.
class StreamEnds {
public:
    [[nodiscard]] Position before(const RecordedEvent& event) const {
        const auto found = ends_.find({event.category, event.stream});
        return found == ends_.end() ? 0 : found->second;
    }
    void note(const RecordedEvent& event) { ends_[{event.category, event.stream}] = event.position; }

private:
    std::map<std::pair<Category, std::string>, Position> ends_;
};

class Export {
public:
    Export(const std::filesystem::path& store, std::ostream& out, const Codec& codec)
        : store_(store), archive_(archive_of(store)), out_(out), codec_(codec) {}

    TransferHeader run() {
        const auto extent = store_.extent();
        const auto archived = extent.first > 1;
        header_ = {.store_id = store_.id, .first = 1, .last = extent.head};
        JsonWriter writer(codec_);
        write(header_, writer);
        out_ << writer.text() << '\n';
        if (archived) put_archived(extent.first);
        if (next_ < extent.first)
            throw std::runtime_error(fmt::format("the events {} to {} are neither in the store nor in {}", next_,
                                                 extent.first - 1, archive_.string()));
        while (next_ <= extent.head) put_stored(std::min(extent.head, next_ + rows_at_once - 1));
        out_.flush();
        if (!out_) throw std::runtime_error("the events can't be written: the disk is full, or the reader has ended");
        return header_;
    }

private:
    // On the wire, and so in the archive, an event does not say which one was before it in its stream.
    void put_archived(Position first) {
        ZstdEventArchive(archive_, store_.id, codec_).read(0, [&](RecordedEvent event) {
            if (event.position >= first || event.position != next_) return;
            event.previous = ends_.before(event);
            ends_.note(event);
            put(event);
        });
    }

    void put_stored(Position until) {
        std::vector<RecordedEvent> events;
        {
            const sqlite::Transaction reading(store_.connection);
            auto& rows = store_.events;
            const sqlite::Reading until_done(rows);
            rows.bind(1, next_);
            rows.bind(2, until);
            std::string scratch;
            while (rows.step()) {
                const auto row = sqlite::EventRow::of(rows);
                if (!row.intact(rows, scratch))
                    throw std::runtime_error(
                        fmt::format("event {} is damaged; hostfactoryd --verify-store says more", row.position));
                events.push_back(row.event());
            }
        }
        for (const auto& event : events) {
            if (event.position != next_) break;
            put(event);
        }
        if (next_ <= until)
            throw std::runtime_error(fmt::format("event {} is missing, or was pruned meanwhile", next_));
    }

    void put(const RecordedEvent& event) {
        out_ << text_of_event(event, codec_) << '\n';
        ++next_;
    }

    sqlite::ReadableStore store_;
    const std::filesystem::path archive_;
    std::ostream& out_;
    const Codec& codec_;
    TransferHeader header_;
    StreamEnds ends_;
    Position next_ = 1;
};

class Import {
public:
    Import(std::istream& in, const std::filesystem::path& path, const Codec& codec)
        : in_(in), codec_(codec), header_(read_header()), file_(path, header_.store_id) {}

    TransferHeader run() {
        std::vector<RecordedEvent> events;
        std::size_t bytes = 0;
        while (auto line = next_line()) {
            events.push_back(event_in(*line));
            bytes += line->size();
            if (events.size() < rows_at_once && bytes < bytes_at_once) continue;
            file_.put(events, {});
            events.clear();
            bytes = 0;
        }
        file_.put(events, {});
        if (numbering_.head() != header_.last)
            throw std::runtime_error(fmt::format("line {}: the events end at {}, and should end at {}", line_,
                                                 numbering_.head(), header_.last));
        file_.seal();
        file_.publish();
        return header_;
    }

private:
    [[nodiscard]] std::runtime_error wrong(std::string_view how) const {
        return std::runtime_error(fmt::format("line {}: {}", line_, how));
    }

    std::optional<std::string> next_line() {
        ++line_;
        std::string line;
        for (int c = in_.get(); c != std::istream::traits_type::eof(); c = in_.get()) {
            if (c == '\n') return line;
            if (line.size() >= longest_line) throw wrong("it is too long for an event");
            line.push_back(static_cast<char>(c));
        }
        if (!line.empty()) throw wrong("it does not end: the text was cut off");
        return std::nullopt;
    }

    TransferHeader read_header() {
        const auto line = next_line();
        if (!line) throw wrong("there is nothing to import");
        auto header = struct_of_json<TransferHeader>(*line);
        if (!header) throw wrong("it does not say whose events follow: " + header.error());
        if (header->format != 1) throw wrong(fmt::format("it has format {}, and 1 is known", header->format));
        if (header->first != 1)
            throw wrong(fmt::format("it begins at event {}; a store is made of all events, from 1 on", header->first));
        return std::move(*header);
    }

    RecordedEvent event_in(const std::string& line) {
        auto event = event_of_text(line, [&](const RecordedEvent& read) {
            // Before the checksum, which a gap changes as well.
            if (const auto problem = numbering_.take(sqlite::EventRow::of(read)))
                throw wrong(fmt::format("event {} is out of order: {}", read.position, *problem));
            return ends_.before(read);
        });
        if (!event) throw wrong(event.error());
        try {
            restore(*event, codec_);
        } catch (const std::exception& unreadable) {
            throw wrong(unreadable.what());
        }
        ends_.note(*event);
        return std::move(*event);
    }

    std::istream& in_;
    const Codec& codec_;
    std::uint64_t line_ = 0;
    const TransferHeader header_;
    sqlite::NewStoreFile file_;
    sqlite::Numbering numbering_;
    StreamEnds ends_;
};

}  // namespace

TransferHeader export_events(const std::filesystem::path& store, std::ostream& out, const Codec& codec) {
    return Export(store, out, codec).run();
}

TransferHeader import_events(std::istream& in, const std::filesystem::path& file, const Codec& codec) {
    return Import(in, file, codec).run();
}

}  // namespace hf
