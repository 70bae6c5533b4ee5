// The examples in the headers of core/ from the domain to the read models.
#include "adapters/providers/aws/template/aws_template.hpp"
#include "adapters/providers/process/process_capabilities.hpp"
#include "core/bus/command_bus.hpp"
#include "core/catalogue.hpp"
#include "core/descriptions.hpp"
#include "core/domain/history/upcasters.hpp"
#include "core/domain/template/template_sources.hpp"
#include "core/errors/own_keys.hpp"
#include "core/figures/latency_histogram.hpp"
#include "core/ports/event_archive.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/queries/lists/list.hpp"
#include "core/read_models/creation_times.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

void template_sources(const TemplateSpec& spec) {
    const auto check = [](const ProviderName&, const TemplateSpec&) {};
    // example of core/domain/template/template_sources.hpp
    for (std::size_t source = 0; source < source_count(spec); ++source)
        check(provider_of(spec, source), at_source(spec, source));
    // end of the example
}

// example of core/domain/rules/decision.hpp
Decision<RequestAccepted> decide(const CreateRequest& command, const State& state, const Context& context);
// end of the example

void machine_names(const Slot<Machine>& slot, const Machine& machine) {
    // example of core/domain/state/machine_names.hpp
    NameIndex<CurrentName> names;
    names.move(slot, {}, names.key_of(machine));  // a new machine
    const auto before = names.key_of(machine);
    // … the machine is renamed, or ends …
    names.move(slot, before, names.key_of(machine));
    const Machine* meant = names.find("node7");  // the newest that lives, else the newest
    // end of the example
}

const std::string& id_of(const Request& request) { return request.request_id.value; }

void slot_map(Request created, const RequestId& id, SlotMap<Request, &id_of>& other) {
    // example of core/domain/state/slot_map.hpp
    SlotMap<Request, &id_of> requests;
    const Slot<Request>& slot = requests.emplace(std::move(created));
    if (const Request* request = requests.find(id)) use(*request);
    if (Slot<Request>* changed = requests.changeable(id.value)) changed->change().priority = 3;
    other.adopt(slot.share());  // one request in both, until either changes it
    // end of the example
}

void upcasters(ValueMap stored) {
    // example of core/domain/history/upcasters.hpp
    Upcasters upcasters;
    upcasters.add("RequestCreated", 1, [](ValueMap data) {  // version 2 knows priorities
        data.emplace("priority", 0);
        return data;
    });
    auto data = upcasters.upcast("RequestCreated", 1, 2, std::move(stored));
    // end of the example
}

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

void command_bus(const Codec& codec, std::string_view body, bool with_expected_version) {
    // example of core/bus/command_bus.hpp
    CommandBus commands(codec);
    commands.add<CreateRequest>();  // throws if the type was added before
    auto decide = commands.prepare("CreateRequest", body, with_expected_version);  // decoded; or an error
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

}  // namespace
}  // namespace hf
