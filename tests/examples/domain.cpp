// The examples in the headers of core/domain.
#include "core/commands/create_request.hpp"
#include "core/domain/history/upcasters.hpp"
#include "core/domain/request/machine_tally.hpp"
#include "core/domain/state/derived.hpp"
#include "core/domain/state/ended_machines.hpp"
#include "core/domain/template/template_sources.hpp"
#include "core/messages/codec.hpp"
#include "core/messages/confidential.hpp"
#include "core/messages/member_count.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

void packing(const Request& request) {
    const auto refuse = [](const std::string&) {};
    // example of core/messages/packing.hpp
    const std::string bytes = packing_of<Request>().pack(&request);
    Request again;
    if (const auto wrong = packing_of<Request>().unpack(bytes, &again)) refuse(*wrong);
    packing_of<Request>().begins_with(bytes, "req-1");  // whether the first field is this text, without unpacking
    // end of the example
}

void confidential(const Codec& codec, const ProviderAggregate& provider) {
    // example of core/messages/confidential.hpp
    static const auto withheld = confidential_fields(type_of<ProviderAggregate>);  // "config"
    const auto bytes = codec.encode_withholding(type_of<ProviderAggregate>, &provider);
    // end of the example
}

// example of core/domain/rules/decision.hpp
Decision<RequestAccepted> decide(const CreateRequest& command, const State& state, const Context& context);
// end of the example

void template_sources(const TemplateSpec& spec) {
    const auto check = [](const ProviderName&, const TemplateSpec&) {};
    // example of core/domain/template/template_sources.hpp
    for (std::size_t source = 0; source < source_count(spec); ++source)
        check(provider_of(spec, source), at_source(spec, source));
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

// example of core/messages/member_count.hpp
static_assert(declares_every_member<Request>);
// end of the example

void machine_tally(Request& made_for, Machine& machine) {
    // example of core/domain/request/machine_tally.hpp
    const auto before = tally_of(machine);
    machine.status = MachineStatus::failed;
    count(made_for, machine, before, tally_of(machine));
    // end of the example
}

void derived(Derived& derived, Slot<Request>& slot, const Slot<Request>& created) {
    // example of core/domain/state/derived.hpp
    const auto before = derived.of(slot);
    slot.change().status = RequestStatus::complete;
    derived.move(before, derived.of(slot));

    derived.move({}, derived.of(created));  // a new aggregate, or one from a snapshot
    derived.move(derived.of(slot), {});     // one that is about to be deleted
    // end of the example
}

void ended_machines(const Slot<Machine>& slot, Timestamp yesterday) {
    // example of core/domain/state/ended_machines.hpp
    EndedMachines ended;
    ended.add(slot);  // when the machine has ended
    for (const Machine* machine : ended.since({"aws-eu"}, yesterday)) use(*machine);
    // end of the example
}

void machine_names(Slot<Machine>& slot, const Machine& machine) {
    // example of core/domain/state/machine_names.hpp
    NameIndex<CurrentName> names;
    names.move(slot, {}, names.key_of(machine));  // a new machine
    const auto before = names.key_of(machine);
    slot.change().spec.name = "node7";  // it is renamed, or ends
    names.move(slot, before, names.key_of(machine));
    const Machine* meant = names.find("node7");  // the newest that lives, else the newest
    // end of the example
}

void packed(const Request& request) {
    // example of core/domain/state/packed.hpp
    const Packed bytes(packing_of<Request>().pack(&request));
    const Packed same = bytes;  // no copy
    use(bytes.view());
    // end of the example
    use(same.view());
}

void slot(Slot<Request>& slot) {
    // example of core/domain/state/slot.hpp
    slot.pack();                             // it has ended
    use(slot->status);                       // unpacked on demand
    const Kept<Request> kept = slot.keep();  // for another slot, or a snapshot
    slot.change().priority = 3;              // unpacked for good, until it is packed again
    // end of the example
    use(kept);
}

void set_aside(SetAside& set_aside, Position position, const Slot<Request>& slot) {
    // example of core/domain/state/set_aside.hpp
    set_aside.begin(position);
    set_aside.note(slot);  // before each change
    auto [templates, requests, machines, providers] = set_aside.end();
    // end of the example
    use(requests);
}

void slot_table(std::uint32_t hash, const RequestId& id, const std::vector<RequestId>& ids) {
    const auto id_at = [&](SlotTable::Place at) { return ids[at]; };
    // example of core/domain/state/slot_table.hpp
    SlotTable table;
    table.add(hash, 7);
    const auto place = table.find(hash, [&](SlotTable::Place at) { return id_at(at) == id; });
    if (place != SlotTable::nowhere) use(place);
    // end of the example
}

const std::string& id_of(const Request& request) { return request.request_id.value; }

void slot_map(Request created, const RequestId& id, SlotMap<Request, &id_of>& elsewhere) {
    // example of core/domain/state/slot_map.hpp
    SlotMap<Request, &id_of> requests;
    const Slot<Request>& slot = requests.emplace(std::move(created));
    if (const Request* request = requests.find(id)) use(*request);
    if (Slot<Request>* other = requests.changeable(id.value)) other->change().priority = 3;
    elsewhere.emplace_kept(slot.keep());  // one request in both maps, until either changes it
    requests.let_go();                    // pointers to aggregates are good until here
    // end of the example
}

void members(const Slot<Request>& slot, bool before, bool after) {
    // example of core/domain/state/members.hpp
    Members<Request> open;
    open.keep(slot, before, after);  // whether its request was one of them, and is
    for (const Request& request : open) use(request);
    // end of the example
}

void state(const std::vector<NumberedEvent>& events) {
    // example of core/domain/state/state.hpp
    State state;
    for (const auto& event : events) state.apply(event);
    if (const Request* request = state.find(RequestId{"req-1"})) use(*request);
    for (const Request& request : state.open_requests()) use(request);
    // end of the example
}

}  // namespace
}  // namespace hf
