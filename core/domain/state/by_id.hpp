// ById: aggregates by their ids, each in a place of its own, and each such that two states
// can hold the same one: what has ended is there for ever, and needs to be there once.
//
//     ById<Request, &id_of> requests;
//     const Place<Request>& place = requests.emplace(std::move(created));
//     if (const Request* request = requests.find(id)) use(*request);
//     if (Request* request = requests.change(id)) request->priority = 3;
//     other.adopt(place.share());                // one request in both, until either changes it
//
// A place stays where it is for as long as its aggregate is known; the aggregate in it
// moves when it is changed after it was shared. An id must not change. An id of forty
// characters is kept once, in the aggregate itself.
//
// Not thread-safe; but what is shared may be read and changed on either side at any time,
// since a change is made to a copy.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/domain/values/identifiers.hpp"

namespace hf {

template <class T>
class Place {
public:
    explicit Place(std::shared_ptr<T> item) : item_(std::move(item)) {}

    const T& operator*() const { return *item_; }
    const T* operator->() const { return item_.get(); }

    T& change() {
        if (shared_) {
            item_ = std::make_shared<T>(*item_);
            shared_ = false;
        }
        return *item_;
    }
    // For others to hold; it says the same as before.
    [[nodiscard]] std::shared_ptr<const T> share() const {
        shared_ = true;
        return item_;
    }
    void adopt(const std::shared_ptr<const T>& item) {
        // Never changed through this pointer: it is shared.
        item_ = std::const_pointer_cast<T>(item);
        shared_ = true;
    }

private:
    std::shared_ptr<T> item_;
    mutable bool shared_ = false;  // told apart from its count, which another thread may just be lowering
};

template <class T, const std::string& (*id_of)(const T&)>
class ById {
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
        std::size_t operator()(const Place<T>& place) const { return (*this)(id_of(*place)); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const Place<T>& a, const Place<T>& b) const { return id_of(*a) == id_of(*b); }
        bool operator()(std::string_view id, const Place<T>& place) const { return id == id_of(*place); }
        bool operator()(const Place<T>& place, std::string_view id) const { return id == id_of(*place); }
    };

    using Places = std::unordered_set<Place<T>, Hash, Equal>;

public:
    // Each aggregate, in no order.
    class Items {
    public:
        class Iterator {
        public:
            using iterator_category = std::forward_iterator_tag;
            using value_type = T;
            using difference_type = std::ptrdiff_t;
            using pointer = const T*;
            using reference = const T&;

            Iterator() = default;
            explicit Iterator(typename Places::const_iterator place) : place_(place) {}

            reference operator*() const { return **place_; }
            pointer operator->() const { return &**place_; }
            Iterator& operator++() {
                ++place_;
                return *this;
            }
            Iterator operator++(int) { return Iterator(place_++); }
            bool operator==(const Iterator&) const = default;

        private:
            typename Places::const_iterator place_;
        };

        explicit Items(const Places& places) : places_(&places) {}
        [[nodiscard]] Iterator begin() const { return Iterator(places_->begin()); }
        [[nodiscard]] Iterator end() const { return Iterator(places_->end()); }
        [[nodiscard]] std::size_t size() const { return places_->size(); }
        [[nodiscard]] bool empty() const { return places_->empty(); }

    private:
        const Places* places_;
    };

    ById() = default;
    // Others know the places.
    ById(const ById&) = delete;
    ById& operator=(const ById&) = delete;
    ById(ById&&) noexcept = default;
    ById& operator=(ById&&) noexcept = default;

    // Of one that isn't there yet.
    const Place<T>& emplace(T item) { return insert(Place<T>(std::make_shared<T>(std::move(item)))); }
    const Place<T>& emplace_shared(const std::shared_ptr<const T>& item) {
        Place<T> place(nullptr);
        place.adopt(item);
        return insert(std::move(place));
    }
    template <class Id>
    void erase(const Id& id) {
        if (const auto it = find_place(id); it != places_.end()) places_.erase(it);
    }

    // Nothing where there is none of that id; likewise below.
    template <class Id>
    [[nodiscard]] const T* find(const Id& id) const {
        const auto* found = place(id);
        return found ? &**found : nullptr;
    }
    template <class Id>
    [[nodiscard]] const Place<T>* place(const Id& id) const {
        const auto it = find_place(id);
        return it == places_.end() ? nullptr : &*it;
    }
    template <class Id>
    [[nodiscard]] T* change(const Id& id) {
        auto* found = changeable(id);
        return found ? &found->change() : nullptr;
    }
    // Instead of the one of this id that is here, and that says the same.
    void adopt(const std::shared_ptr<const T>& item) {
        if (auto* found = changeable_named(id_of(*item))) found->adopt(item);
    }

    [[nodiscard]] Items all() const { return Items(places_); }

private:
    const Place<T>& insert(Place<T> place) {
        const auto [it, fresh] = places_.insert(std::move(place));
        if (!fresh) throw std::logic_error("an id is there already");
        return *it;
    }
    template <class Id>
    [[nodiscard]] auto find_place(const Id& id) const {
        return places_.find(std::string_view(id.value));
    }
    template <class Id>
    [[nodiscard]] Place<T>* changeable(const Id& id) {
        return changeable_named(id.value);
    }
    // The set's elements are const for the sake of their ids, which no change touches.
    [[nodiscard]] Place<T>* changeable_named(std::string_view id) {
        const auto it = places_.find(id);
        return it == places_.end() ? nullptr : const_cast<Place<T>*>(&*it);
    }

    Places places_;
};

}  // namespace hf
