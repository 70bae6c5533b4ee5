#include "core/snapshots/snapshot_schema.hpp"

#include "core/snapshots/snapshot_items.hpp"

namespace hf {

std::uint32_t snapshot_schema() {
    static const auto schema = [] {
        std::uint64_t mixed = snapshot_rules;
        for (const auto layout :
             {packing_of<Template>().layout(), packing_of<Request>().layout(), packing_of<Machine>().layout(),
              packing_of<ProviderAggregate>().layout(), packing_of<GoneSnapshot>().layout()})
            mixed = mixed * 31 + layout;
        return static_cast<std::uint32_t>(mixed ^ mixed >> 32);
    }();
    return schema;
}

}  // namespace hf
