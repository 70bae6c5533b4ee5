// SnapshotDraft: the aggregates that a snapshot writes, as of one position. It shares them with the
// read models, which copy an aggregate before they change it.
#pragma once

#include "core/domain/state/state.hpp"

namespace hf {

struct SnapshotDraft {
    struct Gone {
        Category category{};
        std::string id;  // empty if a recreated aggregate has the id and the stream now
        State::Gone gone;
    };

    State::Numbers numbers;
    std::vector<Kept<Template>> templates;
    std::vector<Kept<Request>> requests;
    std::vector<Kept<Machine>> machines;
    std::vector<Kept<ProviderAggregate>> providers;
    std::vector<Gone> gone;

    [[nodiscard]] std::size_t size() const {
        return templates.size() + requests.size() + machines.size() + providers.size() + gone.size();
    }
};

}  // namespace hf
