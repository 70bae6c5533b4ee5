#include "core/snapshots/snapshot_items.hpp"

#include "core/messages/member_count.hpp"

namespace hf {
namespace {

// A member that its struct does not declare would be lost between a snapshot and the next start.
static_assert(declares_every_member<Template> && declares_every_member<TemplateSpec>);
static_assert(declares_every_member<Request> && declares_every_member<Launch>);
static_assert(declares_every_member<Machine> && declares_every_member<MachineSpec, MachineFacts>);
static_assert(declares_every_member<ProviderAggregate> && declares_every_member<Audit>);

template <class T>
SnapshotItem item(Category category, const std::string& id, const T& aggregate, const Codec& codec) {
    return {category, aggregate.ordinal, id, aggregate.changed_at, false, {codec.encode(whole_type_of<T>, &aggregate)}};
}

}  // namespace

SnapshotItem item_of(const Template& tmpl, const Codec& codec) {
    return item(Category::template_, tmpl.spec.template_id.value, tmpl, codec);
}
SnapshotItem item_of(const Request& request, const Codec& codec) {
    return item(Category::request, request.request_id.value, request, codec);
}
SnapshotItem item_of(const Machine& machine, const Codec& codec) {
    return item(Category::machine, machine.spec.machine_id.value, machine, codec);
}
SnapshotItem item_of(const ProviderAggregate& provider, const Codec& codec) {
    return item(Category::provider, provider.name.value, provider, codec);
}

SnapshotItem item_of(const SnapshotDraft::Gone& gone, const Codec& codec) {
    const auto& end = gone.gone.end;
    return {gone.category, gone.gone.ordinal,
            gone.id,       end.position,
            true,          {codec.encode(GoneSnapshot{end.version, end.position})}};
}

State::Gone gone_of(const SnapshotItem& item, const Codec& codec) {
    GoneSnapshot gone;
    if (const auto problem = codec.decode(item.data.msgpack, gone)) refuse_item(item, *problem);
    return {{gone.version, gone.position}, item.ordinal};
}

void refuse_item(const SnapshotItem& item, const Problem& problem) {
    throw SnapshotError(fmt::format("{} {} can't be read from the snapshot: {}: {}", name_of(item.category), item.id,
                                    problem.path, problem.message));
}

}  // namespace hf
