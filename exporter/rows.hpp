// The rows of the page for requests, machines and failures. Texts that come from outside are cut,
// so that the size of a row is bounded.
#pragma once

#include <optional>
#include <string>

#include "core/domain/machine/machine.hpp"
#include "core/domain/request/request.hpp"

namespace hf::exporter {

inline constexpr std::size_t longest_text = 300;
inline constexpr std::size_t most_tags = 10;

struct RequestRow {
    RequestId request_id;
    RequestType request_type{};
    std::string template_id;  // empty: of several templates
    std::string provider;
    std::string user_id;
    Tags tags;
    std::uint32_t machine_count{};
    Counting counts{};
    std::uint32_t succeeded_count{};  // machines or units that came up; for a return, machines that are gone
    std::uint32_t failed_count{};
    RequestStatus status{};
    std::string reason;
    Timestamp created_at;
    std::optional<Timestamp> first_machine_at;
    std::optional<Timestamp> ended_at;
    Position changed{};

    [[nodiscard]] bool acquires() const { return request_type == RequestType::acquire; }
};

struct MachineRow {
    MachineId machine_id;
    std::string name;
    std::string template_id;
    std::string provider;
    RequestId request_id;
    std::uint32_t units = 1;
    MachineStatus status{};
    PriceType price_type{};
    std::string reason;
    Timestamp created_at;
    Timestamp changed_at;
    Position changed{};
};

// Cut a text, or tags, to the size that a row allows.
std::string cut(std::string_view text);
Tags cut(const Tags& tags);

// Fills in what is asked for, from the aggregate or from the event that created it.
template <class Asked>
RequestRow row_asked(const Asked& asked) {
    RequestRow row;
    row.request_id = asked.request_id;
    row.request_type = asked.request_type;
    if (asked.template_id) row.template_id = asked.template_id->value;
    if (asked.provider) row.provider = asked.provider->value;
    row.user_id = cut(asked.user_id);
    row.tags = cut(asked.tags);
    row.machine_count = asked.machine_count;
    row.counts = asked.counts;
    return row;
}
MachineRow row_of(const MachineSpec& spec);

// The row of an aggregate, which does not know when the request's first machine came.
RequestRow row_of(const Request& request);
MachineRow row_of(const Machine& machine);

enum class FailureKind : std::uint8_t { launch, machine, order, request };
constexpr auto names_of(FailureKind) {
    return std::to_array<std::string_view>({"launch", "machine", "order", "request"});
}

struct FailureRow {
    Position position{};
    Timestamp time;
    FailureKind kind{};
    std::string subject;  // the id of the request or machine
    std::string provider;
    std::string reason;  // one word such as no_capacity, if there is one
    std::string message;
};

}  // namespace hf::exporter
