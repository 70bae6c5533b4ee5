// SnapshotDraft: the aggregates that a snapshot is to write, as of one position. It shares
// them with the read models, which go on meanwhile with copies of what they change.
#pragma once

#include "core/domain/state/state.hpp"

namespace hf {

struct SnapshotDraft {
    struct Gone {
        Category category{};
        std::string id;  // empty: another one has its id since, and its stream
        State::Gone gone;
    };

    State::Numbers numbers;
    std::vector<std::shared_ptr<const Template>> templates;
    std::vector<std::shared_ptr<const Request>> requests;
    std::vector<std::shared_ptr<const Machine>> machines;
    std::vector<std::shared_ptr<const ProviderAggregate>> providers;
    std::vector<Gone> gone;

    [[nodiscard]] std::size_t size() const {
        return templates.size() + requests.size() + machines.size() + providers.size() + gone.size();
    }
};

}  // namespace hf
