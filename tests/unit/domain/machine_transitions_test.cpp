#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/domain/machine/machine_status.hpp"

namespace hf {
namespace {

const std::map<std::string_view, std::set<std::string_view>> legal = {
    {"pending", {"launching", "running", "shutting-down", "terminated", "failed"}},
    {"launching", {"running", "stopped", "shutting-down", "terminated", "failed"}},
    {"running", {"stopping", "stopped", "shutting-down", "terminated", "failed"}},
    {"stopping", {"stopped", "running", "shutting-down", "terminated", "failed"}},
    {"stopped", {"launching", "running", "shutting-down", "terminated", "failed"}},
    {"shutting-down", {"terminated", "failed"}},
    {"terminated", {}},
    {"failed", {}},
};

TEST(MachineTransitions, AreTheseAndNoOthers) {
    constexpr auto count = enum_names<MachineStatus>.size();
    ASSERT_EQ(count, legal.size());
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) {
            const auto from = static_cast<MachineStatus>(i);
            const auto to = static_cast<MachineStatus>(j);
            EXPECT_EQ(machine_transitions.allows(from, to), legal.at(name_of(from)).contains(name_of(to)))
                << name_of(from) << " to " << name_of(to);
        }
}

TEST(MachineTransitions, EndWithTheMachine) {
    for (std::size_t i = 0; i < enum_names<MachineStatus>.size(); ++i) {
        const auto status = static_cast<MachineStatus>(i);
        const bool ended = status == MachineStatus::terminated || status == MachineStatus::failed;
        EXPECT_EQ(is_live(status), !ended) << name_of(status);
    }
}

TEST(MachineStatus, IsAWordOnTheWire) {
    for (const auto& [word, next] : legal) {
        const auto status = enum_from<MachineStatus>(word);
        ASSERT_TRUE(status) << word;
        EXPECT_EQ(name_of(*status), word);
    }
    EXPECT_FALSE(enum_from<MachineStatus>("shutting_down"));
}

}  // namespace
}  // namespace hf
