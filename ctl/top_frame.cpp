#include "ctl/top_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "client/wire.hpp"
#include "core/domain/history/event.hpp"
#include "ctl/cell.hpp"
#include "ctl/short_id.hpp"
#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

constexpr std::size_t bar_width = 20;
constexpr std::size_t wide_window = 120;  // wide enough for whole ids

struct FailureOf {
    const RecordedEvent& event;

    [[nodiscard]] std::optional<TopFailure> told(std::string what, std::string words) const {
        return TopFailure{event.position, event.time, std::move(what), event.stream, std::move(words)};
    }
    std::optional<TopFailure> operator()(const LaunchFailed& e) const {
        return told("launch",
                    fmt::format("{} of {} at {}: {}: {}", e.got, e.asked, e.provider, name_of(e.error), e.message));
    }
    std::optional<TopFailure> operator()(const MachineFailed& e) const { return told("machine", e.reason); }
    std::optional<TopFailure> operator()(const MachineOrderFailed& e) const {
        return told("order", fmt::format("{}: {}", name_of(e.error), e.message));
    }
    std::optional<TopFailure> operator()(const RequestFailed& e) const { return told("request", e.reason); }
    std::optional<TopFailure> operator()(const RequestTimedOut& e) const { return told("timeout", e.reason); }
    std::optional<TopFailure> operator()(const RequestPartiallyFulfilled& e) const { return told("partial", e.reason); }
    template <class Other>
    std::optional<TopFailure> operator()(const Other&) const {
        return std::nullopt;
    }
};

std::string clipped(std::string_view text, std::size_t columns) {
    std::string result;
    std::size_t taken = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80 && ++taken > columns) break;
        result += c;
    }
    return result;
}

std::string bar(std::uint32_t done, std::uint32_t of) {
    const auto full = of == 0 ? bar_width : std::min<std::size_t>(bar_width, std::size_t{done} * bar_width / of);
    return fmt::format("[{}{}]", std::string(full, '#'), std::string(bar_width - full, '.'));
}

// For example "12 running, 1 launching"; statuses without any are left out.
template <class Status>
std::string by_status(const std::map<std::string, std::uint64_t, std::less<>>& counts, bool (*wanted)(Status)) {
    std::string text;
    for (std::size_t i = 0; i < enum_names<Status>.size(); ++i) {
        const auto found = counts.find(enum_names<Status>[i]);
        if (found == counts.end() || found->second == 0 || !wanted(static_cast<Status>(i))) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", found->second, found->first);
    }
    return text.empty() ? "none" : text;
}

std::string in_milliseconds(double us) { return fmt::format("{:.1f} ms", us / 1000); }

std::uint64_t total(const FiguresByType& figures, std::uint64_t MessageFigures::*what) {
    return std::accumulate(figures.begin(), figures.end(), std::uint64_t{0},
                           [&](std::uint64_t sum, const auto& each) { return sum + each.second.*what; });
}
double slowest(const FiguresByType& figures) {
    double slowest = 0;
    for (const auto& [type, each] : figures) slowest = std::max(slowest, each.latency.p99_us);
    return slowest;
}

Present present_of(const TopFigures& seen) { return {seen.now, seen.status.clock_steps}; }

std::vector<ScreenLine> header(const TopFigures& seen) {
    const auto& status = seen.status;
    const auto& statistics = seen.statistics;
    std::vector<ScreenLine> lines;
    lines.push_back({fmt::format("hostfactoryd {}  up {}  position {}  {}", printable(status.version),
                                 age(status.started_at, present_of(seen)), status.position, local_time(seen.now)),
                     Look::title});
    if (!seen.trouble.empty()) lines.push_back({"since then: " + printable(seen.trouble), Look::bad});
    lines.push_back({"requests  " + by_status<RequestStatus>(status.requests, [](RequestStatus) { return true; })});
    lines.push_back({"machines  " + by_status<MachineStatus>(status.machines, [](MachineStatus) { return true; })});
    lines.push_back({fmt::format("commands  {}, {} refused, p99 {}, {} waiting, {} in flight",
                                 total(statistics.commands, &MessageFigures::count),
                                 total(statistics.commands, &MessageFigures::refused),
                                 in_milliseconds(slowest(statistics.commands)), statistics.queues.commands_waiting,
                                 statistics.queues.commands_in_flight)});
    lines.push_back(
        {fmt::format("commits   {}, {:.1f} events each, sync p50 {} p99 {}, {} waiting", statistics.commits.batches,
                     statistics.commits.events_per_batch, in_milliseconds(statistics.commits.sync.p50_us),
                     in_milliseconds(statistics.commits.sync.p99_us), statistics.queues.commits_waiting)});
    return lines;
}

// A heading with the lines below it.
struct Section {
    std::string heading;
    std::vector<ScreenLine> lines;
};

std::string without_blanks_at_its_end(std::string_view text) {
    const auto last = text.find_last_not_of(' ');
    return std::string(last == std::string_view::npos ? "" : text.substr(0, last + 1));
}

// Makes a section of a table, whose first line becomes the heading.
Section section_of(const std::string& name, const Table& table, Look look, std::string_view none) {
    Section section{name, {}};
    const auto text = table.text();
    std::size_t begin = text.find('\n') + 1;
    const auto columns = text.substr(0, begin - 1);
    if (begin >= text.size()) {
        section.lines.push_back({std::string(none)});
        return section;
    }
    section.heading = without_blanks_at_its_end(columns);
    while (begin < text.size()) {
        const auto end = text.find('\n', begin);
        section.lines.push_back({without_blanks_at_its_end(std::string_view(text).substr(begin, end - begin)), look});
        begin = end + 1;
    }
    return section;
}

std::string shown_id(const std::string& id, const ScreenSize& size) {
    return size.columns >= wide_window ? id : short_id(id);
}

Section requests_of(const TopFigures& seen, const ScreenSize& size) {
    const auto heading = fmt::format("OPEN REQUESTS ({})", seen.open);
    Table table({heading, "", "STATUS", "AGE", "TEMPLATE", "REQUEST", ""});
    for (const auto& request : seen.requests) {
        const bool acquires = request.request_type == RequestType::acquire;
        table.add({bar(request.succeeded_count, request.machine_count),
                   fmt::format("{}/{} {}{}", request.succeeded_count, request.machine_count,
                               request.counts == Counting::units ? "units " : "", acquires ? "up" : "gone"),
                   std::string(name_of(request.status)), age(request.created_at, present_of(seen)),
                   request.template_id ? request.template_id->value : "(return)",
                   shown_id(printable(request.request_id.value), size),
                   request.failed_count > 0 ? fmt::format("{} failed", request.failed_count) : " "});
    }
    return section_of(heading, table, Look::plain, "none");
}

Section machines_of(const TopFigures& seen) {
    const auto heading = fmt::format("LIVE MACHINES ({})", seen.machines.total);
    std::vector<std::pair<std::string, std::uint64_t>> templates(seen.machines.counts.begin(),
                                                                 seen.machines.counts.end());
    std::stable_sort(templates.begin(), templates.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    Table table({heading, "MACHINES", ""});
    for (const auto& [id, count] : templates)
        table.add({id, fmt::to_string(count),
                   bar(static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(seen.machines.total))});
    return section_of(heading, table, Look::plain, "none");
}

Section failures_of(const TopFigures& seen, const ScreenSize& size) {
    Table table({"NEWEST FAILURES", "AGE", "OF", "WHY"});
    for (const auto& failure : seen.failures)
        table.add({failure.what, age(failure.time, present_of(seen)), shown_id(printable(failure.subject), size),
                   failure.words});
    return section_of("NEWEST FAILURES", table, Look::bad, "none");
}

// The number of lines for each section: all that it needs if there is room for all, otherwise a
// fair share. Lines that a section leaves over go to the others, in order.
std::vector<std::size_t> shares(const std::vector<Section>& sections, std::size_t room) {
    std::vector<std::size_t> given;
    for (const auto& section : sections) {
        given.push_back(std::min(section.lines.size(), room / sections.size()));
    }
    auto left = room - std::accumulate(given.begin(), given.end(), std::size_t{0});
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const auto more = std::min(left, sections[i].lines.size() - given[i]);
        given[i] += more;
        left -= more;
    }
    return given;
}

}  // namespace

std::optional<TopFailure> failure_in(const RecordedEvent& event) {
    try {
        return std::visit(FailureOf{event}, restore(event, wire_codec()).event);
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::vector<ScreenLine> top_frame(const TopFigures& seen, const ScreenSize& size) {
    auto lines = header(seen);
    const std::vector<Section> sections{requests_of(seen, size), machines_of(seen), failures_of(seen, size)};
    // Each section has an empty line and a heading.
    const auto taken = lines.size() + 2 * sections.size();
    const auto given = shares(sections, size.rows > taken ? size.rows - taken : 0);
    for (std::size_t i = 0; i < sections.size(); ++i) {
        lines.emplace_back();
        lines.push_back({sections[i].heading, Look::heading});
        const auto& rows = sections[i].lines;
        lines.insert(lines.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(given[i]));
    }
    if (lines.size() > size.rows) lines.resize(size.rows);
    for (auto& line : lines) line.text = clipped(line.text, size.columns);
    return lines;
}

}  // namespace hf::ctl
