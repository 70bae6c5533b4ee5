// SetAside: the aggregates as they were at one position, of those that have changed since. A snapshot's draft is
// collected little by little, and takes from here what has changed before its turn came.
//
//     set_aside.begin(position);
//     set_aside.note(slot);  // before each change
//     auto [templates, requests, machines, providers] = set_aside.end();
//
// Not thread-safe. No errors.
#pragma once

#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"
#include "core/domain/state/slot.hpp"
#include "core/domain/template/template.hpp"

namespace hf {

class SetAside {
public:
    using Aggregates = std::tuple<std::vector<Kept<Template>>, std::vector<Kept<Request>>, std::vector<Kept<Machine>>,
                                  std::vector<Kept<ProviderAggregate>>>;

    void begin(Position position) {
        position_ = position;
        aggregates_ = {};
    }
    template <class T>
    void note(const Slot<T>& slot) {
        if (position_ && slot->changed_at <= *position_)
            std::get<std::vector<Kept<T>>>(aggregates_).push_back(slot.keep());
    }
    [[nodiscard]] Aggregates end() {
        position_.reset();
        return std::exchange(aggregates_, {});
    }

private:
    std::optional<Position> position_;
    Aggregates aggregates_;
};

}  // namespace hf
