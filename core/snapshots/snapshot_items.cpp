#include "core/snapshots/snapshot_items.hpp"

#include "core/messages/member_count.hpp"

namespace hf {
namespace {

// A member that its struct does not declare would be lost between a snapshot and the next start.
static_assert(declares_every_member<Template> && declares_every_member<TemplateSpec>);
static_assert(declares_every_member<Request> && declares_every_member<Launch>);
static_assert(declares_every_member<Machine> && declares_every_member<MachineSpec, MachineFacts>);
static_assert(declares_every_member<ProviderAggregate> && declares_every_member<Audit>);

}  // namespace

SnapshotItem item_of(const SnapshotDraft::Gone& gone) {
    const auto& end = gone.gone.end;
    const GoneSnapshot snapshot{end.version, end.position};
    return {gone.category, gone.gone.ordinal, gone.id, end.position, true, packing_of<GoneSnapshot>().pack(&snapshot)};
}

State::Gone gone_of(const SnapshotItem& item) {
    GoneSnapshot gone;
    if (const auto wrong = packing_of<GoneSnapshot>().unpack(item.data, &gone)) refuse_item(item, *wrong);
    return {{gone.version, gone.position}, item.ordinal};
}

void refuse_item(const SnapshotItem& item, std::string_view problem) {
    throw SnapshotError(
        fmt::format("{} number {} can't be read from the snapshot: {}", name_of(item.category), item.ordinal, problem));
}

}  // namespace hf
