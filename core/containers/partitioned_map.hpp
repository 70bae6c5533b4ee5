// PartitionedMap: a hash table in 64 parts, each of which grows at its own time. A table of the standard library visits
// all of its entries when it grows: with a hundred thousand of them that takes milliseconds, while its lock is held.
//
//     PartitionedMap<RequestId, ProviderName> asked;
//     asked.insert_or_assign(id, provider);
//     if (const auto found = asked.find(id); found != asked.end()) asked.erase(found);
//
// Its functions are those of std::unordered_map with the same names. An insertion makes all iterators invalid;
// references to entries are good until the entry is erased.
// Not thread-safe. Errors: std::bad_alloc, and std::out_of_range by at().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace hf {

template <class Key, class Value, class Hash = std::hash<Key>>
class PartitionedMap {
    using Table = std::unordered_map<Key, Value, Hash>;
    static constexpr unsigned bits = 6;
    using Parts = std::array<Table, std::size_t{1} << bits>;

    template <class PartsOrConst, class Inner>
    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = typename Table::value_type;
        using difference_type = std::ptrdiff_t;
        using reference = decltype(*std::declval<Inner>());
        using pointer = decltype(&*std::declval<Inner>());

        Iterator() = default;
        Iterator(PartsOrConst& parts, std::size_t part, Inner in_part)
            : parts_(&parts), part_(part), in_part_(in_part) {
            go_to_an_entry();
        }

        reference operator*() const { return *in_part_; }
        pointer operator->() const { return &*in_part_; }
        Iterator& operator++() {
            ++in_part_;
            go_to_an_entry();
            return *this;
        }
        Iterator operator++(int) {
            auto before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator& other) const { return part_ == other.part_ && in_part_ == other.in_part_; }

    private:
        friend class PartitionedMap;

        // The end is the end of the last part.
        void go_to_an_entry() {
            while (in_part_ == (*parts_)[part_].end() && part_ + 1 < parts_->size())
                in_part_ = (*parts_)[++part_].begin();
        }

        PartsOrConst* parts_ = nullptr;
        std::size_t part_ = 0;
        Inner in_part_{};
    };

public:
    using iterator = Iterator<Parts, typename Table::iterator>;
    using const_iterator = Iterator<const Parts, typename Table::const_iterator>;

    iterator begin() { return {parts_, 0, parts_.front().begin()}; }
    iterator end() { return {parts_, parts_.size() - 1, parts_.back().end()}; }
    [[nodiscard]] const_iterator begin() const { return {parts_, 0, parts_.front().begin()}; }
    [[nodiscard]] const_iterator end() const { return {parts_, parts_.size() - 1, parts_.back().end()}; }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    [[nodiscard]] bool contains(const Key& key) const { return parts_[part_of(key)].contains(key); }
    iterator find(const Key& key) { return found_in(parts_, part_of(key), key, end()); }
    [[nodiscard]] const_iterator find(const Key& key) const { return found_in(parts_, part_of(key), key, end()); }
    Value& at(const Key& key) { return parts_[part_of(key)].at(key); }
    [[nodiscard]] const Value& at(const Key& key) const { return parts_[part_of(key)].at(key); }
    Value& operator[](const Key& key) { return try_emplace(key).first->second; }

    template <class... Arguments>
    std::pair<iterator, bool> try_emplace(const Key& key, Arguments&&... arguments) {
        const auto part = part_of(key);
        return taken_up(part, parts_[part].try_emplace(key, std::forward<Arguments>(arguments)...));
    }
    template <class Assigned>
    std::pair<iterator, bool> insert_or_assign(const Key& key, Assigned&& value) {
        const auto part = part_of(key);
        return taken_up(part, parts_[part].insert_or_assign(key, std::forward<Assigned>(value)));
    }

    iterator erase(iterator entry) {
        --size_;
        return {parts_, entry.part_, parts_[entry.part_].erase(entry.in_part_)};
    }
    std::size_t erase(const Key& key) {
        const auto erased = parts_[part_of(key)].erase(key);
        size_ -= erased;
        return erased;
    }
    void clear() { *this = {}; }

private:
    // The upper bits of a product, since a part distributes its entries by what is left of the same hash.
    static std::size_t part_of(const Key& key) {
        return static_cast<std::uint64_t>(Hash{}(key)) * 0x9E3779B97F4A7C15U >> (64U - bits);
    }
    template <class PartsOrConst, class End>
    static End found_in(PartsOrConst& parts, std::size_t part, const Key& key, End end) {
        const auto found = parts[part].find(key);
        return found == parts[part].end() ? end : End{parts, part, found};
    }
    template <class Taken>
    std::pair<iterator, bool> taken_up(std::size_t part, const Taken& taken) {
        size_ += taken.second ? 1 : 0;
        return {iterator{parts_, part, taken.first}, taken.second};
    }

    Parts parts_;
    std::size_t size_ = 0;
};

}  // namespace hf
