#include "core/queries/get_status.hpp"

#include "core/domain/rules/quarantine.hpp"

namespace hf {

Answer<StatusReport> answer(const GetStatus&, const QueryContext& context) {
    auto daemon = context.status();
    StatusReport report;
    report.version = std::move(daemon.version);
    report.store_id = std::move(daemon.store_id);
    report.store_directory = std::move(daemon.store_directory);
    report.started_at = daemon.started_at;
    report.counters = std::move(daemon.counters);
    report.clock_steps = std::move(daemon.clock_steps);
    context.models.read([&](const View& view) {
        report.position = view.state.position();
        for (std::size_t i = 0; i < category_count; ++i)
            report.category_positions[std::string(enum_names<Category>[i])] = view.state.category_positions()[i];
        if (const auto* provider = first_in_quarantine(view.state)) {
            report.quarantined_since = provider->quarantined_since;
            report.quarantine_reason = provider->quarantine_reason;
        }
        report.templates = view.state.templates().size();
        report.requests = view.state.requests_by_status().by_name();
        report.machines = view.state.machines_by_status().by_name();
    });
    const auto position = report.position;
    return Answered<StatusReport>{std::move(report), position};
}

}  // namespace hf
