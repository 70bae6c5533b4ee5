#include "core/read_models/read_models.hpp"

namespace hf {
namespace {

// An event changes what is indexed of the aggregate in whose stream it stands, and of no other.
template <class Id, class T>
void follow(State& state, Index<T>& index, const PlacedEvent& placed) {
    const Id id{stream_of(placed.event)};
    const T* before = state.find(id);
    if (!before) {
        state.apply(placed);
        if (const auto* created = state.place(id)) index.enter(*created);
        return;
    }
    const auto ordinal = before->ordinal;
    const auto from = index.places_of(*before);
    state.apply(placed);
    if (const T* after = state.find(id))
        index.move(ordinal, from, index.places_of(*after));
    else
        index.leave(ordinal, from);
}

}  // namespace

void View::apply(const PlacedEvent& placed) {
    switch (category_of(placed.event)) {
        case Category::template_: return follow<TemplateId>(state, templates, placed);
        case Category::request: return follow<RequestId>(state, requests, placed);
        case Category::machine: return follow<MachineId>(state, machines, placed);
        case Category::provider: return follow<ProviderName>(state, providers, placed);
    }
}

}  // namespace hf
