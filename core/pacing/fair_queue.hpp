// FairQueue: lets each party have so many items under way at a time, so that the items of a party that sends much wait
// behind each other, and not before those of others. The connections of a party take turns.
//
//     FairQueue<std::string> queue({.at_once = 64, .of_one = 1000, .of_all = 10'000});
//     switch (queue.enter(party, connection, message.size(), message, now)) {
//         case FairQueue<std::string>::Entry::begins: begin(message); break;
//         case FairQueue<std::string>::Entry::waits: break;  // until leave() returns the message
//         case FairQueue<std::string>::Entry::refused: refuse(message); break;
//     }
//     for (const auto& next : queue.leave(party, now)) begin(next);  // one of the party's items has ended
//
// Where as many items are inside as may be of all, only those parties are refused that have their part of them. So who
// has nothing inside is never refused, and there may be more items than that by one for each party. Bytes are those of
// the items that wait.
//
// A party that has very much inside while others come is served by a few at a time: a full load of one party fills the
// queue of the disk as well, and there nobody takes turns.
//
// Not thread-safe. No errors.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hf {

template <class T>
class FairQueue {
public:
    using Time = std::chrono::steady_clock::time_point;
    enum class Entry : std::uint8_t { begins, waits, refused };

    struct Bounds {
        std::size_t at_once{};  // of one party, begun and not ended
        std::size_t of_one{};   // inside, of one party
        std::size_t of_all{};
        std::size_t much = 256;  // inside, of one party
        std::size_t at_once_of_much = 4;
        std::size_t bytes_of_one = std::size_t{16} << 20;
        std::size_t bytes_of_all = std::size_t{256} << 20;
    };
    explicit FairQueue(const Bounds& bounds) : bounds_(bounds) {}

    // Moves from the item if it waits, and leaves it alone otherwise.
    Entry enter(const std::string& party, const std::string& connection, std::size_t bytes, T& item, Time now) {
        come(party, now);
        auto& of = parties_[party];
        if (of.inside >= bounds_.of_one || (inside_ >= bounds_.of_all && of.inside >= part())) return Entry::refused;
        const bool begins = of.inside - of.waiting < at_once(party, of, now);
        if (!begins && (of.bytes + bytes > bounds_.bytes_of_one || bytes_ + bytes > bounds_.bytes_of_all))
            return Entry::refused;
        ++of.inside;
        ++inside_;
        if (begins) return Entry::begins;
        auto& line = of.lines[connection];
        if (line.empty()) of.turns.push_back(connection);
        line.push_back({std::move(item), bytes});
        ++of.waiting;
        ++waiting_;
        of.bytes += bytes;
        bytes_ += bytes;
        return Entry::waits;
    }

    // One of the party's items that had begun has ended. Returns those that begin now.
    std::vector<T> leave(const std::string& party, Time now) {
        const auto found = parties_.find(party);
        auto& of = found->second;
        --inside_;
        --of.inside;
        std::vector<T> next;
        while (of.waiting > 0 && of.inside - of.waiting < at_once(party, of, now)) next.push_back(take(of));
        if (of.inside == 0) parties_.erase(found);
        return next;
    }

    [[nodiscard]] std::size_t waiting() const { return waiting_; }

private:
    static constexpr std::chrono::seconds company_lasts{10};

    struct Coming {
        std::string party;
        Time at;
    };
    struct Waiting {
        T item;
        std::size_t bytes;
    };
    struct Party {
        std::size_t inside = 0;
        std::size_t waiting = 0;  // of those that are inside
        std::size_t bytes = 0;    // of those that wait
        std::unordered_map<std::string, std::deque<Waiting>> lines;
        std::deque<std::string> turns;  // connections that have a line
    };

    // Notes which party came last, and which other one before, so that each knows when another has come.
    void come(const std::string& party, Time now) {
        if (last_.party != party) before_ = std::exchange(last_, {party, now});
        last_.at = now;
    }
    [[nodiscard]] std::size_t at_once(const std::string& party, const Party& of, Time now) const {
        const auto& other = last_.party == party ? before_ : last_;
        const bool alone = other.party.empty() || now - other.at > company_lasts;
        if (alone || of.inside <= bounds_.much) return bounds_.at_once;
        return std::min(bounds_.at_once, bounds_.at_once_of_much);
    }
    [[nodiscard]] std::size_t part() const { return std::max<std::size_t>(1, bounds_.of_all / parties_.size()); }

    T take(Party& of) {
        const auto line = of.lines.find(of.turns.front());
        of.turns.pop_front();
        auto [item, bytes] = std::move(line->second.front());
        line->second.pop_front();
        if (line->second.empty())
            of.lines.erase(line);
        else
            of.turns.push_back(line->first);
        --of.waiting;
        --waiting_;
        of.bytes -= bytes;
        bytes_ -= bytes;
        return std::move(item);
    }

    Bounds bounds_;
    std::unordered_map<std::string, Party> parties_;  // those that have anything inside
    Coming last_;
    Coming before_;
    std::size_t inside_ = 0;
    std::size_t waiting_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace hf
