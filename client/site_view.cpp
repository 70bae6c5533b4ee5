#include "client/site_view.hpp"

#include <algorithm>

namespace hf {
namespace {

template <class T, class Map>
std::vector<const T*> newest_first(const Map& map) {
    std::vector<const T*> all;
    all.reserve(map.size());
    for (const auto& item : map) all.push_back(&item);
    std::sort(all.begin(), all.end(), [](const T* a, const T* b) { return a->ordinal > b->ordinal; });
    return all;
}

}  // namespace

std::optional<std::string> SiteFold::apply(const RecordedEvent& event) {
    try {
        state_.apply(restore(event, wire_codec()));
        return std::nullopt;
    } catch (const std::exception& e) {
        // This version cannot decode the event, or the event does not follow from the state.
        return e.what();
    }
}

std::vector<const Request*> SiteFold::requests() const { return newest_first<Request>(state_.requests()); }
std::vector<const Machine*> SiteFold::machines() const { return newest_first<Machine>(state_.machines()); }
std::vector<Template> SiteFold::templates() const {
    std::vector<Template> told;
    for (const auto* tmpl : newest_first<Template>(state_.templates())) told.push_back(as_told(*tmpl));
    return told;
}

}  // namespace hf
