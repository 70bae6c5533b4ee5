// Transitions: a table of which status may follow which. The table is the rule and the documentation,
// and tests enumerate it.
#pragma once

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <stdexcept>

#include "core/messages/describe.hpp"

namespace hf {

template <NamedEnum Status>
class Transitions {
public:
    struct Row {
        Status from;
        std::initializer_list<Status> to;
    };

    constexpr Transitions(std::initializer_list<Row> rows) {
        for (const auto& row : rows)
            for (const auto to : row.to) legal_[index(row.from)][index(to)] = true;
    }

    [[nodiscard]] constexpr bool allows(Status from, Status to) const { return legal_[index(from)][index(to)]; }
    // The names of the statuses that may follow.
    [[nodiscard]] ValueList names_after(Status from) const {
        ValueList names;
        for (std::size_t i = 0; i < count; ++i)
            if (legal_[index(from)][i]) names.emplace_back(enum_names<Status>[i]);
        return names;
    }
    // True if no status may follow.
    [[nodiscard]] constexpr bool is_final(Status status) const {
        for (const bool legal : legal_[index(status)])
            if (legal) return false;
        return true;
    }

private:
    static constexpr std::size_t count = enum_names<Status>.size();
    static constexpr std::size_t index(Status status) { return static_cast<std::size_t>(status); }

    std::array<std::array<bool, count>, count> legal_{};
};

// Changes the status of the aggregate of this id. Throws std::logic_error where the table forbids the change: no
// ledger of ours has written an event that makes it.
template <NamedEnum Status>
void change_status(Status& status, Status to, const Transitions<Status>& table, const std::string& id) {
    if (!table.allows(status, to))
        throw std::logic_error(fmt::format("{} can't go from {} to {}", id, name_of(status), name_of(to)));
    status = to;
}

// How many aggregates are in which status.
template <NamedEnum Status>
class StatusCounts {
public:
    // Nothing stands for an aggregate that is not there.
    void move(std::optional<Status> before, std::optional<Status> after) {
        if (before) --counts_[static_cast<std::size_t>(*before)];
        if (after) ++counts_[static_cast<std::size_t>(*after)];
    }

    [[nodiscard]] auto by_name() const {
        std::map<std::string, std::uint64_t, std::less<>> named;
        for (std::size_t i = 0; i < counts_.size(); ++i) named[std::string(enum_names<Status>[i])] = counts_[i];
        return named;
    }

private:
    std::array<std::uint64_t, enum_names<Status>.size()> counts_{};
};

}  // namespace hf
