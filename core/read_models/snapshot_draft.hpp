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
