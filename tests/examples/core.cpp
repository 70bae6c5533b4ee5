// The examples in the headers of core/, between the domain and the pipeline.
#include "adapters/providers/aws/template/aws_template.hpp"
#include "adapters/providers/process/process_capabilities.hpp"
#include "core/bus/command_bus.hpp"
#include "core/catalogue.hpp"
#include "core/descriptions.hpp"
#include "core/domain/rules/moved_store.hpp"
#include "core/domain/rules/quarantine.hpp"
#include "core/errors/own_keys.hpp"
#include "core/figures/latency_histogram.hpp"
#include "core/ports/event_archive.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/queries/lists/list.hpp"
#include "core/queries/sight.hpp"
#include "core/read_models/creation_times.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

Result<void> capabilities() {
    const std::string name = "local";
    // example of core/ports/capabilities.hpp
    const Capabilities can = process_capabilities();
    if (!can.stop_and_start) return refuse(Code::invalid_state, "{} can't stop machines", name);
    // end of the example
    return {};
}

void event_archive(EventArchive& archive, const std::vector<RecordedEvent>& events, Position first, Position last) {
    // example of core/ports/event_archive.hpp
    auto writing = archive.begin(first, last);
    for (const auto& event : events) writing->put(event);
    writing->finish();  // on stable storage when it returns

    archive.read(0, [](RecordedEvent event) { use(event); });  // in order, each once
    // end of the example
}

void event_store(EventStore& store, const std::vector<RecordedEvent>& events,
                 const std::vector<CommandOutcome>& outcomes, const std::vector<OutcomeNumber>& numbers) {
    // example of core/ports/event_store.hpp
    store.append(events, outcomes);            // on stable storage when it returns
    auto page = store.read(41, 100, 1 << 20);  // the events 42 to 141, or fewer
    auto known = store.outcomes(numbers);      // of repeated commands, many in one call
    // end of the example
}

void provider_type(const ProviderTypes& types, const ValueMap& given) {
    // example of core/ports/provider_type.hpp
    const auto& type = *types.at("process");
    auto config = type.complete(given);  // checked, with its defaults
    auto made = type.make(ProviderName{"local"}, *config);
    // end of the example
}

void snapshot_store(SnapshotStore& snapshots, const std::vector<SnapshotItem>& changed, const SnapshotHead& reached) {
    // example of core/ports/snapshot_store.hpp
    auto writing = snapshots.begin();
    for (const auto& item : changed) writing->put(item);
    writing->commit(reached);  // all of it, or nothing

    auto head = snapshots.head();  // of the last one that is whole
    auto page = snapshots.changed_after({}, 1000, 1 << 20);
    // end of the example
}

void own_keys(const ValueMap& configuration, std::span<const std::string_view> without_effect) {
    using AwsTemplate = aws::AwsTemplate;
    // example of core/errors/own_keys.hpp
    AwsTemplate read;
    auto findings = read_own_keys(configuration, type_of<AwsTemplate>, &read, without_effect);
    // end of the example
}

void latency_histogram(std::chrono::nanoseconds took) {
    // example of core/figures/latency_histogram.hpp
    LatencyHistogram histogram;
    histogram.record(took);
    histogram.figures().p99_us;
    // end of the example
}

void message_statistics(std::string_view type, std::chrono::nanoseconds took, bool accepted) {
    // example of core/figures/message_statistics.hpp
    MessageStatistics statistics;
    statistics.add("CreateRequest");  // before the first record()
    statistics.record(type, took, accepted);
    for (const auto& [type, figures] : statistics.figures()) show(type, figures);
    // end of the example
}

void command_bus(const Codec& codec, std::string_view body, const Caller& caller, bool with_expected_version) {
    // example of core/bus/command_bus.hpp
    CommandBus commands(codec);
    commands.add<CreateRequest>();  // throws if the type was added before
    auto decide = commands.prepare("CreateRequest", body, caller, with_expected_version);  // decoded; or an error
    // end of the example
}

void catalogue(const Codec& codec) {
    // example of core/catalogue.hpp
    CommandBus commands(codec);
    add_every_command(commands);

    Catalogue queries;
    add_every_query(queries);
    for (const MessageType& type : queries.types()) show(type.name);
    // end of the example
}

void descriptions() {
    // example of core/descriptions.hpp
    for (const auto& message : every_description()) show(message.name);
    // end of the example
}

void bitmap() {
    // example of core/read_models/bitmap.hpp
    Bitmap pending, small;
    pending.add(7);
    small.add(7);
    const auto both = pending & small;
    both.count();                     // the number of ordinals
    both.slice(both.count() - 1, 1);  // the newest of them
    // end of the example
}

void by_value(const Request& request) {
    // example of core/read_models/by_value.hpp
    ByValue<RequestStatus> status;
    status.bitmap_of(RequestStatus::pending).add(request.ordinal);
    status.of(RequestStatus::pending).count();
    // end of the example
}

void creation_times(Timestamp created_at, Timestamp midnight) {
    // example of core/read_models/creation_times.hpp
    CreationTimes times;
    times.add(created_at);  // the time of the next ordinal
    const Bitmap today = times.between(midnight, std::nullopt);
    // end of the example
}

void index(const Index<Request>& index, const TemplateId& small) {
    // example of core/read_models/index.hpp
    const Bitmap found = index.by().status.of(RequestStatus::failed) & index.by().template_id.of(small);
    for (const auto ordinal : found.slice(0, 50)) show(index.at(ordinal));
    // end of the example
}

struct ByStatus {
    std::optional<RequestStatus> status;
    Page page;
};

Answer<Listing<Request>> requests(const View& view, const ByStatus& query, const QueryContext& context) {
    // example of core/queries/lists/list.hpp
    Selection selection(view.requests);
    selection.only(view.requests.by().status, query.status);                   // by an index, if a value is given
    selection.only_if([&](const Request& r) { return r.machine_count > 1; });  // by a condition on each item
    return list(selection, query.page, view.state.position(), context.limits);
    // end of the example
}

Result<void> sort_order(const Request& request, const SortOrder::Rank& another) {
    // example of core/queries/lists/sort_order.hpp
    const auto order = SortOrder::of("-machine_count", type_of<Request>);  // an error names the fields to sort by
    const auto rank = order->rank_of(&request, request.ordinal);
    order->precedes(rank, another);
    const auto text = order->cursor(rank);  // order->read_cursor(text) gives `rank`
    // end of the example
    return {};
}

void ordinal_set(const Request& request, const Bitmap& other) {
    // example of core/read_models/ordinal_set.hpp
    OrdinalSet set;
    set.add(request.ordinal);
    const Bitmap both = set.in(other);
    // end of the example
}

void owners(const Request& request, const Machine& machine, const Slot<Request>* made_for) {
    // example of core/read_models/owners.hpp
    Owners owners;
    owners.enter(request);            // each once, when it comes; an owner never changes
    owners.enter(machine, made_for);  // the slot of its request
    const Bitmap his = owners.of("rob").requests.bitmap();
    const bool seen = owners.of("rob").machines.contains(machine.ordinal);
    // end of the example
}

void sight(const GetRequest& query, const View& view, const Caller& caller, Selection<Request>& selection) {
    // example of core/queries/sight.hpp
    const auto* request = find(query.request_id, view, caller);  // null: none, or another's
    if (!caller.sees_all) selection.only(own_of(caller, view).requests.bitmap());
    // end of the example
}

void text_index(Ordinal ordinal, const Tags& tags) {
    const auto contains = [](std::string_view text) { return text.find("physics") != std::string_view::npos; };
    // example of core/read_models/text_index.hpp
    TextIndex texts;
    texts.enter(ordinal, {"req-0193a1b2", ""}, tags);
    const Bitmap red = texts.tags().tagged("team", "red");
    const Bitmap physics = texts.tags().with("physics", contains);  // contains(text): whether it is there
    const Bitmap maybe = texts.names().with("a1b2");                // see pair_index.hpp
    // end of the example
}

void pair_index(const Machine& machine) {
    const auto look_at_each = [](const Bitmap& found) { use(found); };
    // example of core/read_models/pair_index.hpp
    PairIndex names;
    names.add(machine.ordinal, "node7-1");
    const Bitmap found = names.with("e7");  // who has this in a text
    if (!PairIndex::is_exact("e7-")) look_at_each(names.with("e7-"));
    // end of the example
}

void text_sets(const Request& request) {
    // example of core/read_models/text_sets.hpp
    TextSets reasons;
    reasons.set(request.ordinal, request.status_reason);  // after each change
    const SortSource source = reasons.sort_source();
    // end of the example
}

void id_code() {
    // example of core/read_models/id_code.hpp
    if (const std::optional<IdCode> code = id_code_of("req-0193a1b2-c3d4-7e5f-8a9b-0123456789ab")) use(*code);
    // end of the example
}

void sort_groups(const ByValue<RequestStatus>& status, const Request& request) {
    const auto ordinal = request.ordinal;
    // example of core/read_models/sort_groups.hpp
    const std::optional<SortGroups> groups = groups_of(status);
    RareFields<2> rare;
    rare.set(ordinal, {request.retry_of.has_value(), request.claim_by.has_value()});
    const SortFew few{{}, rare.which(1)};
    // end of the example
}

void sort_source(const Index<Request>& index) {
    // example of core/read_models/sort_source.hpp
    if (const auto source = index.by().sort_source("status")) use(*source);
    // end of the example
}

Cut page_cutter(const Page& page, const SortOrder& order, const std::optional<SortOrder::Rank>& after,
                const SortGroups& groups, const Bitmap& matching) {
    // example of core/queries/lists/page_cutter.hpp
    PageCutter cutter(page, order, after);
    for (const auto& group : groups)
        if (!cutter.take(group.key, group.in(matching))) break;  // the page is full
    return cutter.cut();
    // end of the example
}

Result<Cut> sorted_page(const Index<Request>& index, const Bitmap& matching, const Page& page, const SortOrder& order,
                        const std::optional<SortOrder::Rank>& after, const Limits& limits) {
    // example of core/queries/lists/sorted_page.hpp
    const Result<Cut> shown = hf::sorted_page(index, matching, {page, order, after, limits});
    // end of the example
    return shown;
}

Cut column_cut(const TimeColumn& column, const Bitmap& matching, const Page& page, const SortOrder& order,
               const std::optional<SortOrder::Rank>& after) {
    // example of core/queries/lists/column_cut.hpp
    const Cut shown = hf::column_cut(column, matching, page, order, after);
    // end of the example
    return shown;
}

void store_home(EventStore& store, const Home& here) {
    // example of core/ports/store_home.hpp
    if (auto* home = store.home())                         // null: this store keeps none
        if (!is_settled(*home, here)) home->settle(here);  // once what follows from a move is committed
    // end of the example
}

void moved_store(EventStore& store, const Home& here, Log& log) {
    // example of core/domain/rules/moved_store.hpp
    if (const auto why = why_not_at_home(*store.home(), here); !why.empty()) log.warn("the store " + why);
    // end of the example
}

Result<void> quarantine(const State& state) {
    // example of core/domain/rules/quarantine.hpp
    if (auto refusal = refusal_in_quarantine<CreateRequest>(state)) return tl::make_unexpected(std::move(*refusal));
    // end of the example
    return {};
}

}  // namespace
}  // namespace hf
