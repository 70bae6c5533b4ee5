// ById: aggregates by their ids. An id of forty characters is kept once, in the aggregate
// itself: with a million of them a second copy as the map's key is a hundred megabytes.
//
//     ById<Request, &id_of> requests;
//     Request& request = requests.emplace(std::move(created));
//     if (const auto it = requests.find(id); it != requests.end()) use(it->second);
//
// An aggregate stays where it is for as long as it is there. Its id must not change.
// Not thread-safe.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hf {

template <class T, const std::string& (*id_of)(const T&)>
class ById {
    using Map = std::unordered_map<std::string_view, T>;

public:
    using mapped_type = T;

    ById() = default;
    // The keys of a copy would point into the original.
    ById(const ById&) = delete;
    ById& operator=(const ById&) = delete;
    ById(ById&&) = default;
    ById& operator=(ById&&) = default;

    // Of one that isn't there yet.
    T& emplace(T item) {
        const std::string id = id_of(item);
        const auto [it, fresh] = map_.try_emplace(id, std::move(item));
        if (!fresh) throw std::logic_error("an id is there already");
        auto node = map_.extract(it);
        node.key() = id_of(node.mapped());
        return map_.insert(std::move(node)).position->second;
    }

    template <class Id>
    [[nodiscard]] auto find(const Id& id) {
        return map_.find(id.value);
    }
    template <class Id>
    [[nodiscard]] auto find(const Id& id) const {
        return map_.find(id.value);
    }
    template <class Id>
    [[nodiscard]] bool contains(const Id& id) const {
        return map_.contains(id.value);
    }

    [[nodiscard]] std::size_t size() const { return map_.size(); }
    [[nodiscard]] auto begin() const { return map_.begin(); }
    [[nodiscard]] auto end() const { return map_.end(); }
    [[nodiscard]] auto end() { return map_.end(); }

private:
    Map map_;
};

}  // namespace hf
