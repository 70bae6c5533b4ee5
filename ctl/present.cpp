#include "ctl/present.hpp"

namespace hf::ctl {

Timestamp Present::as_of_now(Timestamp then) const {
    // From the last way of the clock back to the first: of two that have shown this time the later counts.
    auto until = now;
    std::chrono::microseconds since{};
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (step->at <= then && then <= until) return then + since;
        const std::chrono::microseconds by{step->by_us};
        until = step->at + -by;
        since += by;
    }
    return !steps.empty() && then <= until ? then + since : then;
}

Present Present::of(std::string_view field) const {
    const bool is_planned = field == "deadline_at" || field == "claim_by" || field == "reclaim_at";
    return is_planned ? Present(now) : *this;
}

}  // namespace hf::ctl
