#include "core/read_models/text_sets.hpp"

namespace hf {

void TextSets::set(Ordinal ordinal, std::string_view text) {
    const auto key = sort_text(text);
    const bool fresh = of_.size() <= ordinal;
    if (fresh) of_.resize(ordinal + std::size_t{1});
    if (of_[ordinal] && of_[ordinal]->first == key) return;
    leave(ordinal);
    if (fresh || with_.contains(ordinal) == key.empty()) {
        if (!fresh) (key.empty() ? with_ : without_).remove(ordinal);
        (key.empty() ? without_ : with_).add(ordinal);
    }
    if (key.empty() || too_many_) return;
    auto found = sets_.find(key);
    if (found == sets_.end()) found = sets_.try_emplace(std::string(key)).first;
    found->second.add(ordinal);
    of_[ordinal] = &*found;
    if (sets_.size() <= most_distinct) return;
    too_many_ = true;
    sets_.clear();
    of_.assign(of_.size(), nullptr);
}

void TextSets::leave(Ordinal ordinal) {
    auto* const former = std::exchange(of_[ordinal], nullptr);
    if (!former) return;
    former->second.remove(ordinal);
    if (former->second.count() == 0) sets_.erase(sets_.find(former->first));
}

SortSource TextSets::sort_source() const {
    if (too_many_) return SortFew{std::string_view(), &with_};
    SortGroups groups;
    groups.reserve(sets_.size() + 1);
    groups.push_back({std::string_view(), &without_, nullptr});
    for (const auto& [text, set] : sets_) groups.push_back({std::string_view(text), nullptr, &set});
    return groups;
}

}  // namespace hf
