#include "exporter/rows.hpp"

#include "core/text/utf8.hpp"

namespace hf::exporter {

std::string cut(std::string_view text) { return shortened(text, longest_text); }

Tags cut(const Tags& tags) {
    Tags first;
    for (const auto& [key, value] : tags) {
        if (first.size() == most_tags) break;
        first.emplace(cut(key), cut(value));
    }
    return first;
}

RequestRow row_of(const Request& request) {
    auto row = row_asked(request);
    row.succeeded_count = request.succeeded_count;
    row.failed_count = request.failed_count;
    row.status = request.status;
    row.reason = cut(request.status_reason);
    row.created_at = request.created_at;
    row.ended_at = request.completed_at;
    row.changed = request.changed_at;
    return row;
}

MachineRow row_of(const MachineSpec& spec) {
    MachineRow row;
    row.machine_id = spec.machine_id;
    row.name = cut(spec.name);
    row.template_id = spec.template_id.value;
    row.provider = spec.provider.value;
    row.request_id = spec.request_id;
    row.price_type = spec.price_type;
    row.units = spec.units;
    return row;
}

MachineRow row_of(const Machine& machine) {
    auto row = row_of(machine.spec);
    row.status = machine.status;
    row.reason = cut(machine.status_reason);
    row.created_at = machine.created_at;
    row.changed_at = machine.updated_at;
    row.changed = machine.changed_at;
    return row;
}

}  // namespace hf::exporter
