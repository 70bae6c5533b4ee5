#include "exporter/page_message.hpp"

#include <algorithm>
#include <charconv>

namespace hf::exporter {
namespace {

using nlohmann::json;

// Templates beyond this number are summed up.
constexpr std::size_t most_templates = 100;

json milliseconds(Timestamp time) { return time.microseconds / 1000; }
json milliseconds(const std::optional<Timestamp>& time) { return time ? milliseconds(*time) : json(); }

json json_of(const RequestRow& row) {
    return {{"id", row.request_id.value},
            {"type", name_of(row.request_type)},
            {"template", row.template_id},
            {"provider", row.provider},
            {"user", row.user_id},
            {"tags", row.tags},
            {"asked", row.machine_count},
            {"counts", name_of(row.counts)},
            {"done", row.succeeded_count},
            {"failed", row.failed_count},
            {"status", name_of(row.status)},
            {"open", is_open(row.status)},
            {"reason", row.reason},
            {"created", milliseconds(row.created_at)},
            {"first_machine", milliseconds(row.first_machine_at)},
            {"ended", milliseconds(row.ended_at)},
            {"changed", row.changed}};
}

json json_of(const MachineRow& row) {
    return {{"id", row.machine_id.value},
            {"name", row.name},
            {"template", row.template_id},
            {"provider", row.provider},
            {"request", row.request_id.value},
            {"units", row.units},
            {"status", name_of(row.status)},
            {"live", is_live(row.status)},
            {"reason", row.reason},
            {"created", milliseconds(row.created_at)},
            {"changed_at", milliseconds(row.changed_at)},
            {"changed", row.changed}};
}

json json_of(const FailureRow& row) {
    return {{"id", std::to_string(row.position)},
            {"time", milliseconds(row.time)},
            {"kind", name_of(row.kind)},
            {"subject", row.subject},
            {"provider", row.provider},
            {"reason", row.reason},
            {"message", row.message},
            {"changed", row.position}};
}

template <class Row>
json rows_since(const Recent<Row>& rows, Position position) {
    auto list = json::array();
    rows.since(position, [&](const Row& row) { list.push_back(json_of(row)); });
    return list;
}

// The live machines of each template at each provider, those with most machines first.
json templates_of(const FleetView& view) {
    struct Entry {
        std::uint64_t total{};
        json counts = json::object();
    };
    std::map<std::pair<std::string, std::string>, Entry> by_template;
    for (const auto& [kind, counted] : view.machines()) {
        const auto& [tmpl, provider, status, price_type] = kind;
        auto& entry = by_template[{tmpl, provider}];
        entry.total += counted.machines;
        const std::string word(name_of(status));
        entry.counts[word] = entry.counts.value(word, std::uint64_t{0}) + counted.machines;
    }
    std::vector<const decltype(by_template)::value_type*> sorted;
    for (const auto& each : by_template) sorted.push_back(&each);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return a->second.total > b->second.total; });
    auto list = json::array();
    for (const auto* each : sorted) {
        if (list.size() == most_templates) break;
        list.push_back({{"template", each->first.first},
                        {"provider", each->first.second},
                        {"total", each->second.total},
                        {"counts", each->second.counts}});
    }
    return {{"shown", std::move(list)}, {"all", sorted.size()}};
}

// How many of the machines that the last requests asked for came up.
json fill_of(const FleetView& view) {
    std::uint64_t asked = 0;
    std::uint64_t up = 0;
    std::uint64_t requests = 0;
    view.ended_rows().since(0, [&](const RequestRow& row) {
        if (!row.acquires()) return;
        ++requests;
        asked += row.machine_count;
        up += std::min(row.succeeded_count, row.machine_count);
    });
    return {{"asked", asked}, {"up", up}, {"requests", requests}};
}

json figures_of(const Knowledge& known) {
    const auto& view = known.view;
    const auto in = [&](auto... status) { return (view.machines(status) + ...); };
    using enum MachineStatus;
    return {{"up", known.standing.up},
            {"ready", known.standing.ready},
            {"complete", known.standing.complete},
            {"position", known.standing.position},
            {"behind", known.standing.behind},
            {"daemon", known.daemon ? known.daemon->status.version : ""},
            {"open_requests", view.open_requests()},
            {"live_machines", view.live_machines()},
            {"running", in(running)},
            {"starting", in(pending, launching)},
            {"ending", in(shutting_down)},
            {"fill", fill_of(view)},
            {"templates", templates_of(view)},
            {"limits",
             {{"open", view.open_rows().most()},
              {"ended", view.ended_rows().most()},
              {"machines", view.machine_rows().most()},
              {"failures", view.failure_rows().most()}}}};
}

bool may_have_missed_a_row(const Seen& seen, const FleetView& view) {
    return seen.position < std::max({view.open_rows().forgotten(), view.ended_rows().forgotten(),
                                     view.machine_rows().forgotten(), view.failure_rows().forgotten()});
}

}  // namespace

std::optional<Seen> read_seen(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    Seen seen{std::string(text.substr(0, colon)), 0};
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, seen.position);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return seen;
}

News news_for(const std::optional<Seen>& seen, const Knowledge& known) {
    const auto& view = known.view;
    News news;
    news.seen = {known.history, view.position()};
    news.figures = figures_of(known);
    // While history is read, rows come and go at once, and none of them is new.
    if (!known.standing.complete) {
        news.seen = seen.value_or(Seen{known.history, 0});
        return news;
    }
    // A page that has seen another history, or a position beyond this one, must start over.
    news.reset = !seen || seen->history != known.history || seen->position > view.position() ||
                 may_have_missed_a_row(*seen, view);
    const auto since = news.reset ? 0 : seen->position;
    if (!news.reset && since == view.position()) return news;
    auto requests = rows_since(view.open_rows(), since);
    for (auto& row : rows_since(view.ended_rows(), since)) requests.push_back(std::move(row));
    news.rows = {{"requests", std::move(requests)},
                 {"machines", rows_since(view.machine_rows(), since)},
                 {"failures", rows_since(view.failure_rows(), since)}};
    return news;
}

std::string News::text(Timestamp now) const {
    json message{{"now", milliseconds(now)}, {"reset", reset}, {"figures", figures}};
    if (!rows.is_null()) message["rows"] = rows;
    // dump() replaces invalid UTF-8, and writes no line break, which would end the message.
    return message.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace hf::exporter
