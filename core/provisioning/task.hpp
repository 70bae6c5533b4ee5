// Task: one thing to do at a provider, for one or more aggregates.
#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/values/identifiers.hpp"

namespace hf {

// The most urgent first.
enum class TaskKind : std::uint8_t {
    expire,       // a request's deadline has passed
    forget,       // the provider may forget machines that have ended
    check,        // a requested check of whether the provider answers
    audit,        // a requested comparison of the provider's list with the recorded machines
    end_at_once,  // machines are ordered to end without their grace time,
    end,          // with it,
    stop,         // to stop,
    start,        // or to start again
    launch,       // a recorded launch is called, or called again, with its token
    begin,        // a launch is recorded, so that it may be called (P6)
    validate,     // a template is checked by its provider
    sweep,        // the comparison of an audit, made now and again (P6)
    poll,         // the machines that live are looked at
    end_orphans,  // orphans that a comparison has found are ordered to end
    record_health
};
constexpr auto names_of(TaskKind) {
    return std::to_array<std::string_view>({"expire", "forget", "check", "audit", "end_at_once", "end", "stop", "start",
                                            "launch", "begin", "validate", "sweep", "poll", "end_orphans",
                                            "record_health"});
}
inline constexpr std::size_t task_kinds = names_of(TaskKind{}).size();

// Nothing: the provider itself.
using Subject = std::variant<std::monostate, RequestId, MachineId, TemplateId>;

struct Task {
    TaskKind kind{};
    std::vector<Subject> of{};
    std::string token{};  // of a launch
    bool operator==(const Task&) const = default;

    [[nodiscard]] const RequestId& request_id() const { return std::get<RequestId>(of.front()); }
    [[nodiscard]] const TemplateId& template_id() const { return std::get<TemplateId>(of.front()); }
    [[nodiscard]] std::vector<MachineId> machine_ids() const {
        std::vector<MachineId> ids;
        for (const auto& subject : of) ids.push_back(std::get<MachineId>(subject));
        return ids;
    }
};

}  // namespace hf
