// Measures the cost of lists with few and with many requests, and the cost of the indexes that make
// them cheap. In memory alone: no store, no socket, no encoding.
//
//     list_queries_bench [FEW [MANY]] [--print-only]        # default: 1000 1000000
#include <fmt/format.h>

#include <cstdlib>
#include <functional>
#include <memory>

#include "adapters/system/system_clock.hpp"
#include "bench/measuring.hpp"
#include "bench/results/machine.hpp"
#include "bench/results/options.hpp"
#include "bench/site_history.hpp"
#include "core/catalogue.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

// Stands in for the store, which none of these lists reads.
class NoStore final : public EventStore {
public:
    void append(std::span<const RecordedEvent>, std::span<const CommandOutcome>) override {}
    [[nodiscard]] std::vector<RecordedEvent> read(Position, std::size_t, std::size_t) const override { return {}; }
    [[nodiscard]] Position first() const override { return 1; }
    void prune(Position) override {}
    [[nodiscard]] OutcomeNumber last_outcome() const override { return 0; }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber, std::size_t) const override { return {}; }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber>) const override { return {}; }
    void prune_outcomes(OutcomeNumber) override {}
    [[nodiscard]] Position head() const override { return 0; }
    [[nodiscard]] std::string id() const override { return {}; }
};

struct Site {
    std::uint64_t requests{};
    std::string text;  // what its making has taken
    // As in a daemon, the ledger's state is kept beside the read models. If it were released, it would
    // leave gigabytes of free memory in small pieces, which every allocation would have to search.
    State ledgers;
    ReadModels models;
    NoStore store;
    Limits limits;
    ProviderTypes types;
    SystemClock clock;
    QueryContext sources{models, store, limits, types, clock, [] { return DaemonStatus{}; }};

    // A page's filter for `part` of the requests, from the middle of the time on.
    [[nodiscard]] Page window(std::uint64_t part) const {
        Page page;
        page.created_after = SiteHistory::created_at(requests / 2);
        page.created_before = SiteHistory::created_at(requests / 2 + part);
        return page;
    }
};

// Both states get the same events in turns, so that they are measured alike.
std::unique_ptr<Site> make_site(std::uint64_t requests) {
    auto site = std::make_unique<Site>();
    site->requests = requests;
    SiteHistory history;
    double bare_seconds = 0;
    double models_seconds = 0;
    std::uint64_t bare_bytes = 0;
    std::uint64_t models_bytes = 0;
    std::uint64_t count = 0;
    const auto feed = [&](const std::vector<NumberedEvent>& events) {
        count += events.size();
        const auto before = allocated();
        auto start = Stopwatch::now();
        for (const auto& event : events) site->ledgers.apply(event);
        bare_seconds += seconds_since(start);
        const auto between = allocated();
        start = Stopwatch::now();
        site->models.apply(events);
        models_seconds += seconds_since(start);
        bare_bytes += between - before;
        models_bytes += allocated() - between;
    };
    feed(history.beginning());
    while (history.requests() < requests) {
        std::vector<NumberedEvent> batch;
        while (batch.size() < 5000 && history.requests() < requests)
            for (auto& event : history.next_request()) batch.push_back(std::move(event));
        feed(batch);
    }
    const auto rate = [&](double seconds) { return static_cast<double>(count) / seconds; };
    const auto each = [&](std::uint64_t bytes) { return static_cast<double>(bytes) / static_cast<double>(requests); };
    site->text = fmt::format(
        "{} requests, {} events: the state takes {:.0f} events/s and {:.0f} bytes a request and its machine,\n"
        "with indexes {:.0f} events/s and {:.0f} bytes.\n",
        requests, count, rate(bare_seconds), each(bare_bytes), rate(models_seconds), each(models_bytes));
    fmt::print("{}", site->text);
    return site;
}

struct Question {
    std::string name;
    std::function<void(const Site&)> ask;
};

template <class Q>
Question row(std::string name, std::function<Q(const Site&)> make) {
    return {std::move(name), [make = std::move(make)](const Site& site) {
                const auto answered = answer(make(site), site.sources, Caller{});
                if (!answered) throw std::runtime_error(answered.error().message);
            }};
}

// Ten items, which exist of each kind even among few requests: copying the items is most of the work.
constexpr std::uint32_t items = 10;

ListRequests requests(const std::function<void(ListRequests&)>& change) {
    ListRequests query;
    change(query);
    query.page.limit = items;
    return query;
}

std::vector<Question> rows() {
    using R = ListRequests;
    const auto list = [](std::string name, std::function<void(const Site&, R&)> change) {
        return row<R>(std::move(name), [change = std::move(change)](const Site& site) {
            return requests([&](R& query) { change(site, query); });
        });
    };
    return {
        row<GetRequest>("GetRequest",
                        [](const Site& s) { return GetRequest{SiteHistory::request_id(s.requests / 3)}; }),
        list("ListRequests", [](const Site&, R&) {}),
        list("… status failed (2 %)", [](const Site&, R& q) { q.status = RequestStatus::failed; }),
        list("… status complete (96 %)", [](const Site&, R& q) { q.status = RequestStatus::complete; }),
        list("… template (1 %)", [](const Site&, R& q) { q.template_id = SiteHistory::template_id(7); }),
        list("… 200 by time", [](const Site& s, R& q) { q.page = s.window(200); }),
        list("… a third by time", [](const Site& s, R& q) { q.page = s.window(s.requests / 3); }),
        list("… status, template",
             [](const Site&, R& q) {
                 q.status = RequestStatus::complete;
                 q.template_id = SiteHistory::template_id(7);
             }),
        list("… status, priority, type, provider, a third by time",
             [](const Site& s, R& q) {
                 q.page = s.window(s.requests / 3);
                 q.status = RequestStatus::complete;
                 q.priority = std::uint8_t{2};
                 q.request_type = RequestType::acquire;
                 q.provider = ProviderName{"local"};
             }),
        list("… offset of two thirds", [](const Site& s, R& q) { q.page.offset = s.requests * 2 / 3; }),
        list("… status complete, offset of two thirds",
             [](const Site& s, R& q) {
                 q.status = RequestStatus::complete;
                 q.page.offset = s.requests * 2 / 3;
             }),
        list("… status complete, by cursor in the middle",
             [](const Site& s, R& q) {
                 q.status = RequestStatus::complete;
                 q.page.after = fmt::format("{}:-created_at:n", s.requests / 2);
             }),
        row<ListMachines>("ListMachines, live only",
                          [](const Site&) {
                              ListMachines query;
                              query.live_only = true;
                              query.page.limit = items;
                              return query;
                          }),
        row<ListMachines>("… status terminated, template",
                          [](const Site&) {
                              ListMachines query;
                              query.status = MachineStatus::terminated;
                              query.page.limit = items;
                              query.template_id = SiteHistory::template_id(7);
                              return query;
                          }),
        row<CountMachines>("CountMachines by template", [](const Site&) { return CountMachines{}; }),
        row<CountMachines>("… those at their end, too",
                           [](const Site&) {
                               return CountMachines{MachineGrouping::template_, false};
                           }),
    };
}

constexpr std::uint32_t page_items = 50;

template <class Q>
Question page(std::string name, std::function<void(const Site&, Q&)> change) {
    return row<Q>(std::move(name), [change = std::move(change)](const Site& site) {
        Q query;
        change(site, query);
        query.page.limit = page_items;
        return query;
    });
}

template <class Q>
void add_sorts(std::vector<Question>& all, const std::string& what, const std::vector<std::string>& fields) {
    for (const auto& field : fields)
        for (const auto* direction : {"", "-"})
            all.push_back(page<Q>(fmt::format("{} by {}{}", what, direction, field),
                                  [sort = direction + field](const Site&, Q& q) { q.page.sort = sort; }));
}

// Pages of 50, by every filter and sort that is offered for any number of items.
std::vector<Question> pages() {
    using R = ListRequests;
    using M = ListMachines;
    std::vector<Question> all{
        page<R>("requests of a user", [](const Site&, R& q) { q.user_id = "user7"; }),
        page<R>("… sorted by status", [](const Site&, R& q) { q.user_id = "user7", q.page.sort = "status"; }),
        page<R>("… with a common tag",
                [](const Site&, R& q) {
                    q.page.tags = {{"team", "physics"}};
                }),
        page<R>("… with a rare tag",
                [](const Site&, R& q) {
                    q.page.tags = {{"job", "4711"}};
                }),
        page<R>("… with a word of a tag", [](const Site&, R& q) { q.page.q = "PHYSICS"; }),
        page<R>("… with the end of an id",
                [](const Site& s, R& q) { q.page.q = SiteHistory::request_id(s.requests / 3).value.substr(28); }),
        page<R>("… with four letters of an id",
                [](const Site& s, R& q) { q.page.q = SiteHistory::request_id(s.requests / 3).value.substr(36); }),
        page<R>("… with three letters of an id", [](const Site&, R& q) { q.page.q = "a4f"; }),
        page<R>("… with two letters", [](const Site&, R& q) { q.page.q = "a4"; }),
        page<R>("… with two letters that are nowhere", [](const Site&, R& q) { q.page.q = "zz"; }),
        page<R>("… with a letter of all ids", [](const Site&, R& q) { q.page.q = "e"; }),
        page<R>("… with a letter of tags only", [](const Site&, R& q) { q.page.q = "o"; }),
        page<R>("… with a text that is nowhere", [](const Site&, R& q) { q.page.q = "nowhere"; }),
        page<R>("… sorted by user_id, offset of two thirds",
                [](const Site& s, R& q) { q.page.sort = "user_id", q.page.offset = s.requests * 2 / 3; }),
        page<R>("… sorted by updated_at, offset of two thirds",
                [](const Site& s, R& q) { q.page.sort = "updated_at", q.page.offset = s.requests * 2 / 3; }),
        page<R>("… sorted by -updated_at, offset of two thirds",
                [](const Site& s, R& q) { q.page.sort = "-updated_at", q.page.offset = s.requests * 2 / 3; }),
        page<R>("… sorted by request_id, offset of two thirds",
                [](const Site& s, R& q) { q.page.sort = "request_id", q.page.offset = s.requests * 2 / 3; }),
        page<M>("machines with a common tag",
                [](const Site&, M& q) {
                    q.page.tags = {{"team", "physics"}};
                }),
        page<M>("… with a word of a tag", [](const Site&, M& q) { q.page.q = "PHYSICS"; }),
        page<M>("… with the end of a name",
                [](const Site& s, M& q) { q.page.q = fmt::format("{:08x}-1-0", s.requests / 3); }),
        page<M>("… with three letters of an id", [](const Site&, M& q) { q.page.q = "a4f"; }),
        page<M>("… with two letters", [](const Site&, M& q) { q.page.q = "a4"; }),
        page<M>("… with a letter of all names", [](const Site&, M& q) { q.page.q = "n"; }),
    };
    add_sorts<R>(all, "requests",
                 {"created_at",    "status",       "request_type",  "template_id",     "provider",     "priority",
                  "counts",        "user_id",      "machine_count", "succeeded_count", "failed_count", "version",
                  "status_reason", "request_id",   "retry_of",      "retried_by",      "claim_by",     "unsettled",
                  "updated_at",    "completed_at", "deadline_at"});
    add_sorts<M>(all, "machines",
                 {"created_at", "status", "template_id", "provider", "price_type", "return_requested", "return_forced",
                  "instance_type", "units", "version", "wanted_status", "reclaim_noticed_at", "reclaim_at",
                  "updated_at", "started_at", "ended_at", "status_reason"});
    return all;
}

// Lists that look at as many items as limits.scanned_items allows: how long they may hold the lock.
std::vector<Question> scans() {
    std::vector<Question> all;
    for (const auto* field : {"machine_id", "name", "request_id", "token", "private_ip"})
        all.push_back(page<ListMachines>(fmt::format("machines by {}", field), [field](const Site& s, ListMachines& q) {
            q.page = s.window(s.limits.scanned_items);
            q.page.sort = field;
        }));
    return all;
}

void run(std::uint64_t few_requests, std::uint64_t many_requests, const Results& results) {
    const OtherPrograms others;
    const auto few = make_site(few_requests);
    const auto many = make_site(many_requests);
    std::vector<Row> lines;
    double slowest = 0;
    auto questions = rows();
    std::ranges::move(pages(), std::back_inserter(questions));
    for (const auto& each : questions) {
        const auto of_few = microseconds([&] { each.ask(*few); });
        const auto of_many = microseconds([&] { each.ask(*many); });
        slowest = std::max(slowest, of_many);
        lines.push_back({each.name, fmt::format("{:.1f}", of_few), fmt::format("{:.1f}", of_many),
                         fmt::format("{:.1f}", of_many / of_few)});
    }
    auto text =
        few->text + "\n" + many->text + "\n" +
        markdown_table(
            {"microseconds", fmt::format("of {}", few_requests), fmt::format("of {}", many_requests), "ratio"}, lines);
    if (many->requests >= std::uint64_t{2} * many->limits.scanned_items) {
        std::vector<Row> looked_at;
        for (const auto& each : scans())
            looked_at.push_back({each.name, fmt::format("{:.0f}", microseconds([&] { each.ask(*many); }))});
        text += fmt::format("\nLists that no index helps, which look at {} one by one:\n\n{}",
                            many->limits.scanned_items, markdown_table({"list", "microseconds"}, looked_at));
    }
    const bool usual = few_requests == 1000 && many_requests == 1'000'000;
    results.tell({.name = "lists",
                  .title = "Lists with few requests and with many",
                  .how = "In memory: no store, no socket, no encoding. A request has one machine, and a page 10 items, "
                         "from the requests of a user on 50.",
                  .text = text,
                  .columns = {"slowest list by an index µs"},
                  .row = {fmt::format("{:.0f}", slowest)}},
                 ".", others.percent(), usual ? "" : "other numbers of requests than the usual ones");
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app("The cost of lists with few and with many requests.", "list_queries_bench");
    Results results;
    std::uint64_t few = 1000;
    std::uint64_t many = 1'000'000;
    app.add_option("FEW", few, "the fewer requests")->capture_default_str()->check(CLI::Range(100, 10'000'000));
    app.add_option("MANY", many, "the more requests")->capture_default_str()->check(CLI::Range(100, 10'000'000));
    results.add_to(app);
    if (const auto status = parsed(app, argc, argv)) return *status;
    run(few, many, results);
} catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
}
