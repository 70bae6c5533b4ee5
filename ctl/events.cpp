#include "ctl/events.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>

#include "client/subscriber.hpp"
#include "core/domain/history/event_types.hpp"
#include "core/queries/get_status.hpp"
#include "core/queries/read_events.hpp"
#include "ctl/event_line.hpp"
#include "ctl/output.hpp"
#include "ctl/watch.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t events_per_query = 1000;

template <class T>
std::optional<std::vector<T>> unless_empty(std::vector<T> values) {
    return values.empty() ? std::nullopt : std::optional(std::move(values));
}

ReadEvents query_of(const EventsOptions& options) {
    ReadEvents query{.limit = events_per_query};
    std::vector<Category> categories;
    for (const auto& name : options.categories) categories.push_back(enum_from<Category>(name).value());
    query.categories = unless_empty(std::move(categories));
    query.types = unless_empty(options.types);
    if (!options.stream.empty()) query.stream = options.stream;
    return query;
}

// The feed brings whole categories, so events must be filtered by stream and type.
bool wanted(const RecordedEvent& event, const ReadEvents& query) {
    if (query.stream && event.stream != *query.stream) return false;
    return !query.types || std::find(query.types->begin(), query.types->end(), event.type) != query.types->end();
}

std::string shown(const RecordedEvent& event, Format format, bool colours) {
    if (format == Format::name) return fmt::format("{}\n", event.position);
    if (format != Format::json && format != Format::yaml)
        return event_line(event, {.causes = format == Format::wide, .colours = colours});
    // Each event is one line or document, so that other programs can process them one by one.
    Value value;
    const auto bytes = wire_codec().encode(event);
    static_cast<void>(read_from_daemon(bytes, value));
    return format == Format::json ? as_json(value, type_of<RecordedEvent>, wire_codec(), -1)
                                  : "---\n" + as_yaml(value, type_of<RecordedEvent>, wire_codec());
}

// The position before the first event to show, and the position of the last existing event.
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

using Show = std::function<bool(const RecordedEvent& event)>;  // false: the output is closed

// Shows the events in the store.
std::optional<ExitStatus> show_past(Client& client, ReadEvents& query, Subscription& goes_on, Position until,
                                    const Show& show) {
    do {
        const auto read = client.query(query);
        if (!read) return tell(read.error(), ReadEvents::describe.name);
        for (const auto& event : read->result.events)
            if (event.position > until)
                break;
            else if (!show(event))
                return ExitStatus::ok;
        query.after = std::min(read->result.position, until);
        goes_on.store_id = read->result.store_id;
    } while (query.after < until);
    goes_on.after = query.after;
    return std::nullopt;
}

ExitStatus show_future(Client& client, const ReadEvents& query, Subscription subscription, const Show& show) {
    if (query.categories) subscription.categories = *query.categories;
    Subscriber subscriber(client.endpoints(), std::move(subscription));
    bool told = false;
    while (true) {
        const auto event = subscriber.next(1s);
        if (!event) return tell(event.error());
        if (*event && wanted(**event, query) && !show(**event)) return ExitStatus::ok;
        if (*event) continue;
        // If the daemon restarts, wait for it.
        const auto trouble = subscriber.standing().trouble;
        if (trouble && !told) say(trouble->message);
        told = trouble.has_value();
    }
}

}  // namespace

ExitStatus show_events(Client& client, const EventsOptions& options, Format format) {
    const auto span = range(client, options);
    if (!span) return tell(span.error());
    if (!options.follow && span->after >= span->head) return ExitStatus::ok;
    if (options.follow) end_well_when_interrupted();
    const bool colours = colours_wanted(STDOUT_FILENO);
    const Show show = [&](const RecordedEvent& event) {
        return event.position <= span->after || print(shown(event, format, colours));
    };
    auto query = query_of(options);
    // A position that the store has not reached yet would look like one of another store.
    query.after = std::min(span->after, span->head);
    Subscription goes_on;
    if (const auto end = show_past(client, query, goes_on, span->head, show)) return *end;
    return options.follow ? show_future(client, query, goes_on, show) : ExitStatus::ok;
}

void add_events(CommandLine& line) {
    const auto options = std::make_shared<EventsOptions>();
    auto& app = line.add("", "events", "What happened, in order; one line or document each.");
    app.add_flag("-f,--follow", options->follow, "continue with new events, until interrupted; no event is missed");
    app.add_option("--from", options->from, "from this position on; 1 is the first event ever")->type_name("POSITION");
    app.add_option("--last", options->last, "else how many of the last ones (default 20)")->type_name("N");
    const auto several = [&](const char* name, std::vector<std::string>& values, const std::string& help) {
        auto* option = app.add_option(name, values, help + " (may be repeated)");
        return option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    const std::vector<std::string> categories(enum_names<Category>.begin(), enum_names<Category>.end());
    auto* category = several("--category", options->categories,
                             fmt::format("only of this category: {}", fmt::join(categories, ", ")));
    category->type_name("CATEGORY")->check(CLI::IsMember(categories).description(""));
    line.offer(*category, {.words = categories});
    auto* type = several("--type", options->types, "only of this type, such as RequestCreated")->type_name("TYPE");
    Offer types;
    for (const auto& each : every_event_type()) types.words.emplace_back(each.name);
    line.offer(*type, std::move(types));
    app.add_option("--stream", options->stream, "only of the template, request, machine or provider of this id")
        ->type_name("ID");
    line.does(app, [options, &line](Client& client) { return show_events(client, *options, line.global().output()); });
}

}  // namespace hf::ctl
