#include "core/read_models/owners.hpp"

namespace hf {
namespace {

// Without unpacking a request that has ended: a start enters millions of machines.
std::string owner_of(const Slot<Request>& slot) {
    static const auto field = packing_of<Request>().field_named("ordered_by");
    if (const auto* request = slot.at_hand()) return request->ordered_by.value_or(std::string{});
    return packing_of<Request>().text(slot.packed().view(), field);
}

}  // namespace

void Owners::enter(const Request& request) {
    if (request.ordered_by) owned_[*request.ordered_by].requests.add(request.ordinal);
}

void Owners::enter(const Machine& machine, const Slot<Request>* made_for) {
    if (!made_for) return;
    if (const auto owner = owner_of(*made_for); !owner.empty()) owned_[owner].machines.add(machine.ordinal);
}

const Owners::Owned& Owners::of(std::string_view owner) const {
    const auto found = owned_.find(owner);
    return found == owned_.end() ? nothing_ : found->second;
}

}  // namespace hf
