#include "ctl/events.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <thread>

#include "client/feed.hpp"
#include "core/domain/event_types.hpp"
#include "core/queries/get_status.hpp"
#include "ctl/cell.hpp"
#include "ctl/table.hpp"
#include "ctl/value_writer.hpp"
#include "ctl/watch.hpp"

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
    if (format == Format::name) return fmt::format("{}\n", event.position);
    // One line each, so that lines can be followed and taken apart by other programs.
    if (format == Format::json || format == Format::yaml) {
        Value value;
        const auto bytes = client.codec().encode(event);
        static_cast<void>(client.read(bytes, type_of<Value>, &value));
        return format == Format::json ? as_json(value, type_of<RecordedEvent>, client.codec(), -1)
                                      : "---\n" + as_yaml(value, type_of<RecordedEvent>, client.codec());
    }
    Value data;
    static_cast<void>(client.read(event.data.msgpack, type_of<Value>, &data));
    const auto cause = format == Format::wide ? fmt::format("{}  {}  ", event.command_id, event.correlation_id) : "";
    return fmt::format("{:>8}  {}  {:<25}  {}  {}{}\n", event.position, local_time(event.time), event.type,
                       printable(event.stream), printable(cause), printable(facts(std::move(data))));
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
    if (options.follow) end_well_when_interrupted();
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

void add_events(CommandLine& line) {
    const auto options = std::make_shared<EventsOptions>();
    auto& app = line.add("", "events", "What happened, in order; one line or document each.");
    app.add_flag("-f,--follow", options->follow, "go on with what happens, until interrupted; no event is missed");
    app.add_option("--from", options->from, "from this position on; 1 is the first event ever")->type_name("POSITION");
    app.add_option("--last", options->last, "else so many of the last ones (default 20)")->type_name("N");
    const auto several = [&](const char* name, std::vector<std::string>& values, const std::string& help) {
        auto* option = app.add_option(name, values, help + " (may be repeated)");
        return option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    const std::vector<std::string> categories(enum_names<Category>.begin(), enum_names<Category>.end());
    auto* category = several("--category", options->categories,
                             fmt::format("only of this category: {}", fmt::join(categories, ", ")));
    category->type_name("CATEGORY")->check(CLI::IsMember(categories).description(""));
    line.offer(*category, {.words = categories});
    auto* type = several("--type", options->types, "only of this type, like RequestCreated")->type_name("TYPE");
    Offer types;
    for (const auto& each : every_event_type()) types.words.emplace_back(each.name);
    line.offer(*type, std::move(types));
    line.does(app, [options, &line](Client& client) { return show_events(client, *options, line.global().output()); });
}

}  // namespace hf::ctl
