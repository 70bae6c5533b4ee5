#include "ctl/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "client/feed.hpp"
#include "core/queries/get_status.hpp"
#include "ctl/cell.hpp"
#include "ctl/table.hpp"
#include "ctl/value_writer.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;

bool wanted(const RecordedEvent& event, const EventsOptions& options) {
    const auto among = [](const std::vector<std::string>& words, std::string_view word) {
        return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
    };
    return among(options.categories, name_of(event.category)) && among(options.types, event.type);
}

// The facts on one line; what is empty says nothing there.
std::string facts(Value data) {
    if (auto* map = std::get_if<ValueMap>(&data.data))
        std::erase_if(*map, [](const auto& entry) { return cell(entry.second, nullptr, {}).empty(); });
    return cell(data, nullptr, {});
}

std::string shown(const Client& client, const RecordedEvent& event, Format format) {
    // One line each, so that lines can be followed and taken apart by other programs.
    if (format != Format::table) {
        Value value;
        const auto bytes = client.codec().encode(event);
        static_cast<void>(client.read(bytes, type_of<Value>, &value));
        return format == Format::json ? as_json(value, type_of<RecordedEvent>, client.codec(), -1)
                                      : "---\n" + as_yaml(value, type_of<RecordedEvent>, client.codec());
    }
    Value data;
    static_cast<void>(client.read(event.data.msgpack, type_of<Value>, &data));
    return fmt::format("{:>8}  {}  {:<25}  {}  {}\n", event.position, local_time(event.time), event.type,
                       printable(event.stream), printable(facts(std::move(data))));
}

// The position before the first event to show, and that of the last there is.
struct Range {
    Position after;
    Position head;
};
tl::expected<Range, CallFailure> range(Client& client, const EventsOptions& options) {
    const auto status = client.query(GetStatus{});
    if (!status) return tl::make_unexpected(status.error());
    const auto head = status->result.position;
    if (options.from) return Range{*options.from > 0 ? *options.from - 1 : 0, head};
    return Range{head > options.last ? head - options.last : 0, head};
}

}  // namespace

ExitStatus show_events(Client& client, const EventsOptions& options, Format format) {
    const auto span = range(client, options);
    if (!span) return tell(span.error());
    if (!options.follow && span->after >= span->head) return ExitStatus::ok;
    // A position that isn't reached yet would look like another store's.
    Feed feed(client, std::min(span->after, span->head));
    bool told = false;
    while (options.follow || feed.position() < span->head) {
        const auto event = feed.next(1s);
        if (!event) {
            // A daemon that is restarted is waited for; any other trouble stays.
            if (!options.follow || event.error().kind != CallFailure::Kind::unreachable) return tell(event.error());
            if (!told) tell(event.error());
            told = true;
            std::this_thread::sleep_for(1s);
            continue;
        }
        told = false;
        if (!*event || (*event)->position <= span->after || !wanted(**event, options)) continue;
        if (!print(shown(client, **event, format))) return ExitStatus::ok;
    }
    return ExitStatus::ok;
}

}  // namespace hf::ctl
