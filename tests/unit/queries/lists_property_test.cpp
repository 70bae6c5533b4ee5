// Compares lists of a site with a random past with a plain walk over its aggregates, for any
// filters, order, offset and cursor.
#include <random>

#include "core/queries/lists/texts.hpp"
#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using std::chrono::seconds;

constexpr int steps = 600;
constexpr int queries = 400;
const std::vector<std::string> owner_names{"", "rob", "ren"};

// A site where random things happen, at times that sometimes go back.
class RandomSite {
public:
    explicit RandomSite(std::uint32_t seed) : random_(seed), usual_ids_(seed % 2 == 0) {
        for (const auto* name : {"here", "there"}) happen(provider_registered(name, any(2) ? "process" : "exec"));
        for (const auto* id : {"small", "large", "huge"}) make_template(id);
    }

    void step() {
        now_ = now_ + seconds{any(5)};
        if (any(25) == 0) now_ = now_ + seconds{-static_cast<std::int64_t>(any(60))};
        switch (any(10)) {
            case 0:
            case 1:
            case 2: order(); break;
            case 3: give_back(); break;
            case 4: change_template(); break;
            case 5: change_provider(); break;
            case 6: end_a_request(); break;
            default: change_a_machine(); break;
        }
    }

    std::uint32_t any(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[any(static_cast<std::uint32_t>(all.size()))];
    }

    // The existing aggregates, the oldest first.
    [[nodiscard]] std::vector<Request> requests() const { return all_of<Request, RequestId>(requests_); }
    [[nodiscard]] std::vector<Machine> machines() const { return all_of<Machine, MachineId>(machines_); }
    [[nodiscard]] std::vector<Template> templates() const { return all_of<Template, TemplateId>(templates_); }
    [[nodiscard]] std::vector<ProviderAggregate> providers() const {
        return all_of<ProviderAggregate, ProviderName>(providers_);
    }
    [[nodiscard]] Timestamp now() const { return now_; }
    [[nodiscard]] const ReadModels& models() const { return models_; }

    // Somebody who sees everything, or one of the owners, who sees what is his.
    Caller some_caller() {
        if (any(2) == 0) return {};
        return {.principal = owner_names[1 + any(2)], .role = Role::requester, .sees_all = false};
    }

private:
    template <class T, class Id>
    [[nodiscard]] std::vector<T> all_of(const std::vector<std::string>& ids) const {
        return models_.read([&](const View& view) {
            std::vector<T> all;
            for (const auto& id : ids) all.push_back(*view.state.find(Id{id}));
            return all;
        });
    }

    void happen(Event event) {
        NumberedEvent placed{{}, std::move(event)};
        models_.read([&](const View& view) {
            const auto category = static_cast<std::size_t>(category_of(placed.event));
            placed.meta = {view.state.position() + 1,
                           view.state.category_positions()[category] + 1,
                           view.state.version_of(placed.event) + 1,
                           0,
                           now_,
                           "command",
                           "conversation"};
        });
        models_.apply({&placed, 1});
        if (std::holds_alternative<RequestCreated>(placed.event)) requests_.push_back(stream_of(placed.event));
        if (std::holds_alternative<MachineLaunched>(placed.event)) machines_.push_back(stream_of(placed.event));
        if (std::holds_alternative<TemplateCreated>(placed.event)) templates_.push_back(stream_of(placed.event));
        if (std::holds_alternative<TemplateDeleted>(placed.event)) std::erase(templates_, stream_of(placed.event));
        if (std::holds_alternative<ProviderRegistered>(placed.event)) providers_.push_back(stream_of(placed.event));
    }

    // Some sites have ids of the usual form, in nearly the order of creation, and others have any.
    std::string new_id(std::string_view what) {
        if (!usual_ids_) return fmt::format("{}-{}", what, requests_.size());
        return fmt::format("{}-0193a1b2-c3d4-7e5f-8a9b-{:08x}{:04x}", what, requests_.size() / 8,
                           any(8192) * 8 + requests_.size() % 8);
    }
    Tags some_tags() {
        Tags tags;
        if (any(2)) tags["team"] = any(2) ? "red" : "Blue";
        if (any(3) == 0) tags["stage"] = "test";
        return tags;
    }
    TemplateOptions some_options() {
        return {.max_number = static_cast<std::int32_t>(any(5)),
                .provider = one_of(providers_),
                .name = fmt::format("Name {}", any(4)),
                .provider_api = any(2) ? "fleet" : "",
                .price_type = static_cast<PriceType>(any(3)),
                .tags = some_tags(),
                .active = any(4) > 0};
    }
    void make_template(const std::string& id) { happen(template_created(id, some_options())); }
    void change_template() {
        const auto id = fmt::format("template-{}", any(12));
        const bool there = std::find(templates_.begin(), templates_.end(), id) != templates_.end();
        if (!there) return make_template(id);
        happen(any(2) ? template_updated(id, some_options()) : template_deleted(id));
    }
    void change_provider() {
        const auto name = one_of(providers_);
        switch (any(4)) {
            case 0:
                if (providers_.size() < 8) happen(provider_registered(fmt::format("provider-{}", providers_.size())));
                break;
            case 1: happen(provider_disabled(name)); break;
            case 2: happen(ProviderEnabled{{{name}}}); break;
            default: happen(ProviderHealthChanged{{{name}}, static_cast<ProviderHealth>(any(2)), "so it is"}); break;
        }
    }

    void order() {
        RequestCreated created;
        created.request_id = {new_id("req")};
        created.template_id = TemplateId{one_of(templates_)};
        created.provider = ProviderName{one_of(providers_)};
        created.machine_count = 1 + any(3);
        created.priority = static_cast<std::uint8_t>(any(4));
        created.ordered_by = one_of(owner_names);
        created.user_id = one_of(std::vector<std::string>{"", "ada", "Bob"});
        created.tags = some_tags();
        const auto id = created.request_id.value;
        const auto tmpl = created.template_id->value;
        const auto provider = created.provider->value;
        const auto count = created.machine_count;
        happen(created);
        if (any(4) == 0) return;
        happen(request_started(id));
        happen(launch_requested(id, count));
        for (std::uint32_t i = 0; i < count; ++i) {
            auto launched = std::get<MachineLaunched>(
                machine_launched(id, fmt::format("m-{}", machines_.size()),
                                 {.name = fmt::format("Host{}", any(50)), .template_id = tmpl}));
            launched.spec.provider = {provider};
            launched.spec.price_type = static_cast<PriceType>(any(3));
            launched.spec.tags = some_tags();
            happen(launched);
        }
        happen(launch_succeeded(id, count));
    }
    void give_back() {
        if (machines_.empty()) return;
        const auto id = new_id("ret");
        const auto machine = one_of(machines_);
        happen(ordered_by(one_of(owner_names), {return_created(id, {machine})}).front());
        happen(machine_return_requested(made_for(machine), machine, id, "enough"));
    }
    void end_a_request() {
        if (requests_.empty()) return;
        const auto id = one_of(requests_);
        const bool open = models_.read([&](const View& view) { return view.state.find(RequestId{id})->open(); });
        if (open) happen(any(2) ? request_cancelled(id) : request_timed_out(id));
    }
    std::string made_for(const std::string& machine) const {
        return models_.read(
            [&](const View& view) { return view.state.find(MachineId{machine})->spec.request_id.value; });
    }
    void change_a_machine() {
        if (machines_.empty()) return;
        const auto id = one_of(machines_);
        const auto request = made_for(id);
        const auto status = models_.read([&](const View& view) { return view.state.find(MachineId{id})->status; });
        const auto to = static_cast<MachineStatus>(any(enum_names<MachineStatus>.size()));
        if (!machine_transitions.allows(status, to)) return;
        if (to == MachineStatus::running && status == MachineStatus::launching)
            return happen(machine_started(request, id, fmt::format("Host{}", any(50))));
        if (to == MachineStatus::terminated) return happen(machine_terminated(request, id, "gone"));
        if (to == MachineStatus::failed) return happen(machine_failed(request, id, "died"));
        happen(machine_changed(request, id, status, to));
    }

    std::mt19937 random_;
    bool usual_ids_;
    Timestamp now_ = test_start;
    ReadModels models_;
    std::vector<std::string> requests_;
    std::vector<std::string> machines_;
    std::vector<std::string> templates_;
    std::vector<std::string> providers_;
};

template <class T>
struct Sort {
    std::string name;
    std::function<bool(const T&, const T&)> less;
};

std::string lower(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

template <class T>
std::optional<T> optional(const Rare<T>& value) {
    return value ? std::optional<T>(*value) : std::nullopt;
}
std::optional<std::string_view> words(std::optional<MachineStatus> status) {
    return status ? std::optional<std::string_view>(name_of(*status)) : std::nullopt;
}

Timestamp creation_of(const ProviderAggregate& p) { return p.registered_at; }
template <class T>
Timestamp creation_of(const T& item) {
    return item.created_at;
}

// Applies the page's filters to an item, simply and without an index.
template <class T>
bool on_page(const Page& page, const T& item) {
    if (page.created_after && creation_of(item) <= *page.created_after) return false;
    if (page.created_before && creation_of(item) > *page.created_before) return false;
    const auto texts = hf::texts_of(item);
    for (const auto& [key, value] : page.tags)
        if (!texts.tags.contains(key) || texts.tags.at(key) != value) return false;
    std::string all = fmt::format("{}\n{}", texts.id, texts.name);
    for (const auto& [key, value] : texts.tags) all += "\n" + key + "\n" + value;
    return lower(all).find(lower(page.q)) != std::string::npos;
}

class Lists : public ::testing::TestWithParam<std::uint32_t> {
protected:
    Lists() {
        for (int i = 0; i < steps; ++i) site.step();
    }

    template <class Q>
    auto told(const Q& query, const Limits& limits = {}) {
        auto answered = asked(site.models(), InMemoryEventStore{}, query, limits, caller);
        if (!answered) throw std::runtime_error(answered.error().message);
        return std::move(answered->result);
    }
    bool one_in(std::uint32_t n) { return site.any(n) == 0; }

    template <class T, class Of>
    auto maybe(const std::vector<T>& all, Of&& of) -> std::optional<std::decay_t<decltype(of(all.front()))>> {
        if (!one_in(4)) return std::nullopt;
        return of(site.one_of(all));
    }

    // A page with random filters, order and offset.
    template <class T>
    Page some_page(const std::vector<T>& all, const std::vector<Sort<T>>& sorts, const Sort<T>*& sort) {
        Page page;
        sort = &site.one_of(sorts);
        page.sort = (one_in(2) ? "-" : "") + sort->name;
        page.limit = 1 + site.any(30);
        if (one_in(3)) page.offset = site.any(static_cast<std::uint32_t>(all.size() + 5));
        if (one_in(4)) page.created_after = creation_of(site.one_of(all));
        if (one_in(4)) page.created_before = creation_of(site.one_of(all));
        if (one_in(4)) page.tags = hf::texts_of(site.one_of(all)).tags;
        if (one_in(4))
            page.q = site.one_of(std::vector<std::string>{"1", "BLUE", "host2", "eq-", "name", "test", "x", "req-1",
                                                          "T-3", "eam", "A", "q-", "t2", "00", "e", "-"});
        return page;
    }

    // `wanted` are the matching items, the oldest first. Once more with a site that allows no item to be looked at: the
    // indexes alone answer the same, where they answer.
    template <class Q, class T>
    void expect_as_walked(const Q& query, const Sort<T>& sort, const std::vector<T>& wanted) {
        expect_as_walked(query, sort, wanted, {});
        if (HasFatalFailure()) return;
        const Limits nothing{.scanned_items = 0};
        if (asked(site.models(), InMemoryEventStore{}, query, nothing, caller)) {
            ++by_index_alone;
            expect_as_walked(query, sort, wanted, nothing);
        }
    }
    template <class Q, class T>
    void expect_as_walked(Q query, const Sort<T>& sort, std::vector<T> wanted, const Limits& limits) {
        if (sort.less) std::stable_sort(wanted.begin(), wanted.end(), sort.less);
        if (query.page.sort.starts_with('-')) std::reverse(wanted.begin(), wanted.end());
        std::vector<std::string> ids;
        for (const auto& item : wanted) ids.push_back(id_of(item));

        const ::testing::ScopedTrace trace(__FILE__, __LINE__, text_of(query));
        const auto listed = told(query, limits);
        const auto first = std::min<std::uint64_t>(query.page.offset, ids.size());
        const auto end = std::min<std::uint64_t>(first + query.page.limit, ids.size());
        const auto at = [&](std::uint64_t n) { return ids.begin() + static_cast<std::ptrdiff_t>(n); };
        ASSERT_EQ(ids_of(listed), std::vector<std::string>(at(first), at(end)));
        ASSERT_EQ(listed.total, ids.size());
        ASSERT_EQ(listed.next.has_value(), end < ids.size());

        std::vector<std::string> paged(at(0), at(end));
        query.page.offset = 0;
        for (auto next = listed.next; next;) {
            query.page.after = next;
            const auto page = told(query, limits);
            ASSERT_FALSE(page.items.empty());
            ASSERT_EQ(page.total, ids.size());
            for (auto& id : ids_of(page)) paged.push_back(std::move(id));
            next = page.next;
        }
        ASSERT_EQ(paged, ids);
    }

    RandomSite site{GetParam()};
    Caller caller;
    int by_index_alone = 0;
};

template <class T, class Matches>
std::vector<T> kept(const std::vector<T>& all, Matches&& matches) {
    std::vector<T> kept;
    std::copy_if(all.begin(), all.end(), std::back_inserter(kept), matches);
    return kept;
}

template <class Wanted, class Value>
bool agrees(const std::optional<Wanted>& wanted, const Value& value) {
    return !wanted || *wanted == value;
}

TEST_P(Lists, OfRequests) {
    const auto all = site.requests();
    const std::vector<Sort<Request>> sorts{
        {"created_at", nullptr},
        {"created_at", nullptr},
        {"status", [](auto& a, auto& b) { return name_of(a.status) < name_of(b.status); }},
        {"request_type", [](auto& a, auto& b) { return name_of(a.request_type) < name_of(b.request_type); }},
        {"machine_count", [](auto& a, auto& b) { return a.machine_count < b.machine_count; }},
        {"succeeded_count", [](auto& a, auto& b) { return a.succeeded_count < b.succeeded_count; }},
        {"failed_count", [](auto& a, auto& b) { return a.failed_count < b.failed_count; }},
        {"counts", [](auto& a, auto& b) { return name_of(a.counts) < name_of(b.counts); }},
        {"priority", [](auto& a, auto& b) { return a.priority < b.priority; }},
        {"user_id", [](auto& a, auto& b) { return a.user_id < b.user_id; }},
        {"status_reason", [](auto& a, auto& b) { return a.status_reason < b.status_reason; }},
        {"updated_at", [](auto& a, auto& b) { return a.updated_at < b.updated_at; }},
        {"completed_at", [](auto& a, auto& b) { return a.completed_at < b.completed_at; }},
        {"deadline_at", [](auto& a, auto& b) { return a.deadline_at < b.deadline_at; }},
        {"claim_by", [](auto& a, auto& b) { return optional(a.claim_by) < optional(b.claim_by); }},
        {"retry_of", [](auto& a, auto& b) { return optional(a.retry_of) < optional(b.retry_of); }},
        {"retried_by", [](auto& a, auto& b) { return optional(a.retried_by) < optional(b.retried_by); }},
        {"unsettled", [](auto& a, auto& b) { return optional(a.unsettled) < optional(b.unsettled); }},
        {"template_id", [](auto& a, auto& b) { return a.template_id < b.template_id; }},
        {"provider", [](auto& a, auto& b) { return a.provider < b.provider; }},
        {"request_id", [](auto& a, auto& b) { return a.request_id < b.request_id; }},
        {"version", [](auto& a, auto& b) { return a.version < b.version; }}};
    for (int i = 0; i < queries; ++i) {
        ListRequests query;
        const Sort<Request>* sort = nullptr;
        query.page = some_page(all, sorts, sort);
        query.status = maybe(all, [](auto& r) { return r.status; });
        query.request_type = maybe(all, [](auto& r) { return r.request_type; });
        query.template_id = maybe(all, [](auto& r) { return r.template_id.value_or(TemplateId{"none"}); });
        query.provider = maybe(all, [](auto& r) { return r.provider.value_or(ProviderName{"none"}); });
        query.priority = maybe(all, [](auto& r) { return r.priority; });
        query.user_id = maybe(all, [](auto& r) { return r.user_id; });
        caller = site.some_caller();
        expect_as_walked(query, *sort, kept(all, [&](const Request& r) {
                             return caller.may_see(r.ordered_by.value_or("")) && on_page(query.page, r) &&
                                    agrees(query.status, r.status) && agrees(query.request_type, r.request_type) &&
                                    agrees(query.template_id, r.template_id) && agrees(query.provider, r.provider) &&
                                    agrees(query.priority, r.priority) && agrees(query.user_id, r.user_id);
                         }));
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(by_index_alone, queries / 2);
}

TEST_P(Lists, OfMachines) {
    const auto all = site.machines();
    const auto requests = site.requests();
    std::map<RequestId, std::string> owners_of_requests;
    for (const auto& request : requests) owners_of_requests[request.request_id] = request.ordered_by.value_or("");
    const std::vector<Sort<Machine>> sorts{
        {"created_at", nullptr},
        {"created_at", nullptr},
        {"name", [](auto& a, auto& b) { return a.spec.name < b.spec.name; }},
        {"status", [](auto& a, auto& b) { return name_of(a.status) < name_of(b.status); }},
        {"status_reason", [](auto& a, auto& b) { return a.status_reason < b.status_reason; }},
        {"return_requested", [](auto& a, auto& b) { return a.return_requested < b.return_requested; }},
        {"return_forced", [](auto& a, auto& b) { return a.return_forced < b.return_forced; }},
        {"template_id", [](auto& a, auto& b) { return a.spec.template_id < b.spec.template_id; }},
        {"provider", [](auto& a, auto& b) { return a.spec.provider < b.spec.provider; }},
        {"price_type", [](auto& a, auto& b) { return name_of(a.spec.price_type) < name_of(b.spec.price_type); }},
        {"instance_type", [](auto& a, auto& b) { return a.spec.instance_type < b.spec.instance_type; }},
        {"units", [](auto& a, auto& b) { return a.spec.units < b.spec.units; }},
        {"wanted_status", [](auto& a, auto& b) { return words(a.wanted_status) < words(b.wanted_status); }},
        {"reclaim_at", [](auto& a, auto& b) { return a.reclaim_at < b.reclaim_at; }},
        {"reclaim_noticed_at", [](auto& a, auto& b) { return a.reclaim_noticed_at < b.reclaim_noticed_at; }},
        {"updated_at", [](auto& a, auto& b) { return a.updated_at < b.updated_at; }},
        {"started_at", [](auto& a, auto& b) { return a.started_at < b.started_at; }},
        {"version", [](auto& a, auto& b) { return a.version < b.version; }},
        {"ended_at", [](auto& a, auto& b) { return a.ended_at < b.ended_at; }},
        {"request_id", [](auto& a, auto& b) { return a.spec.request_id < b.spec.request_id; }}};
    for (int i = 0; i < queries; ++i) {
        ListMachines query;
        const Sort<Machine>* sort = nullptr;
        query.page = some_page(all, sorts, sort);
        query.status = maybe(all, [](auto& m) { return m.status; });
        query.template_id = maybe(all, [](auto& m) { return m.spec.template_id; });
        query.provider = maybe(all, [](auto& m) { return m.spec.provider; });
        query.price_type = maybe(all, [](auto& m) { return m.spec.price_type; });
        query.return_requested = maybe(all, [](auto& m) { return m.return_requested; });
        query.request_id = maybe(requests, [](auto& r) { return r.request_id; });
        query.live_only = one_in(4);
        caller = site.some_caller();
        if (one_in(4))
            for (int n = 0; n < 20; ++n)
                (query.machine_ids ? *query.machine_ids : query.machine_ids.emplace())
                    .push_back(fmt::format("m-{}", site.any(static_cast<std::uint32_t>(all.size() * 2))));
        const auto of_request = [&](const Machine& m) {
            return !query.request_id || m.spec.request_id == *query.request_id ||
                   std::find(m.returns.begin(), m.returns.end(), *query.request_id) != m.returns.end();
        };
        const auto is_named = [&](const Machine& m) {
            return !query.machine_ids || std::find(query.machine_ids->begin(), query.machine_ids->end(), id_of(m)) !=
                                             query.machine_ids->end();
        };
        expect_as_walked(query, *sort, kept(all, [&](const Machine& m) {
                             return caller.may_see(owners_of_requests.at(m.spec.request_id)) &&
                                    on_page(query.page, m) && of_request(m) && is_named(m) &&
                                    agrees(query.status, m.status) && agrees(query.template_id, m.spec.template_id) &&
                                    agrees(query.provider, m.spec.provider) &&
                                    agrees(query.price_type, m.spec.price_type) &&
                                    agrees(query.return_requested, m.return_requested) &&
                                    (!query.live_only || m.live());
                         }));
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(by_index_alone, queries / 2);
}

TEST_P(Lists, OfTemplates) {
    const auto all = site.templates();
    const std::vector<Sort<Template>> sorts{
        {"created_at", nullptr},
        {"name", [](auto& a, auto& b) { return a.spec.name < b.spec.name; }},
        {"active", [](auto& a, auto& b) { return a.spec.active < b.spec.active; }},
        {"max_number", [](auto& a, auto& b) { return a.spec.max_number < b.spec.max_number; }}};
    for (int i = 0; i < queries; ++i) {
        ListTemplates query;
        const Sort<Template>* sort = nullptr;
        query.page = some_page(all, sorts, sort);
        query.provider = maybe(all, [](auto& t) { return t.spec.provider; });
        query.provider_api = maybe(all, [](auto& t) { return t.spec.provider_api; });
        query.price_type = maybe(all, [](auto& t) { return t.spec.price_type; });
        query.active_only = one_in(2);
        expect_as_walked(query, *sort, kept(all, [&](const Template& t) {
                             return on_page(query.page, t) && agrees(query.provider, t.spec.provider) &&
                                    agrees(query.provider_api, t.spec.provider_api) &&
                                    agrees(query.price_type, t.spec.price_type) &&
                                    (!query.active_only || t.spec.active);
                         }));
        if (HasFatalFailure()) return;
    }
}

TEST_P(Lists, OfProviders) {
    const auto all = site.providers();
    const std::vector<Sort<ProviderAggregate>> sorts{
        {"created_at", nullptr},
        {"name", [](auto& a, auto& b) { return a.name < b.name; }},
        {"health", [](auto& a, auto& b) { return name_of(a.health) < name_of(b.health); }}};
    for (int i = 0; i < queries; ++i) {
        ListProviders query;
        const Sort<ProviderAggregate>* sort = nullptr;
        query.page = some_page(all, sorts, sort);
        query.type = maybe(all, [](auto& p) { return p.type; });
        query.enabled = maybe(all, [](auto& p) { return p.enabled; });
        query.health = maybe(all, [](auto& p) { return p.health; });
        expect_as_walked(query, *sort, kept(all, [&](const ProviderAggregate& p) {
                             return on_page(query.page, p) && agrees(query.type, p.type) &&
                                    agrees(query.enabled, p.enabled) && agrees(query.health, p.health);
                         }));
        if (HasFatalFailure()) return;
    }
}

// A client that pages by cursor while everything changes sees each item that existed at first exactly once.
TEST_P(Lists, PagesAreStableWhileDataChanges) {
    for (const auto* sort : {"-created_at", "created_at"}) {
        const auto before = site.requests();
        ListRequests query;
        query.page.sort = sort;
        query.page.limit = 7;
        std::vector<std::string> seen;
        do {
            const auto page = told(query);
            for (auto& id : ids_of(page)) seen.push_back(std::move(id));
            query.page.after = page.next;
            for (int i = 0; i < 5; ++i) site.step();
        } while (query.page.after);

        std::vector<std::string> wanted;
        for (const auto& request : before) wanted.push_back(id_of(request));
        if (query.page.sort.starts_with('-')) std::reverse(wanted.begin(), wanted.end());
        // Later items come after all of them, or were never reached.
        ASSERT_GE(seen.size(), wanted.size());
        EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), seen.begin()));
        std::sort(seen.begin(), seen.end());
        EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
    }
}

// A client that pages by a field that changes meanwhile sees what has not changed exactly once.
TEST_P(Lists, PagesByAnySortMissNothingThatStays) {
    for (const std::string field : {"status", "user_id", "priority", "updated_at", "completed_at", "succeeded_count",
                                    "version", "status_reason", "template_id", "request_id"}) {
        for (const auto& limits : {Limits{}, Limits{.scanned_items = 20}}) {
            const auto before = site.requests();
            ListRequests query;
            query.page.sort = (one_in(2) ? "-" : "") + field;
            query.page.limit = 7;
            if (!asked(site.models(), InMemoryEventStore{}, query, limits)) continue;
            std::map<std::string, int> seen;
            for (bool more = true; more;) {
                const auto answered = asked(site.models(), InMemoryEventStore{}, query, limits);
                if (!answered) break;
                for (const auto& id : ids_of(answered->result)) ++seen[id];
                query.page.after = answered->result.next;
                more = query.page.after.has_value();
                for (int i = 0; i < 2; ++i) site.step();
            }
            if (query.page.after) continue;  // more than the site allows has come to be
            std::map<std::string, Version> now;
            for (const auto& request : site.requests()) now[id_of(request)] = request.changed_at;
            for (const auto& request : before) {
                const bool stays = now.at(id_of(request)) == request.changed_at;
                EXPECT_TRUE(!stays || seen[id_of(request)] == 1) << id_of(request) << " by " << query.page.sort;
            }
        }
    }
}

TEST_P(Lists, CountsOfMachinesAreThoseOfAWalk) {
    for (const bool live_only : {true, false}) {
        std::map<std::string, std::uint64_t, std::less<>> by_template;
        std::map<std::string, std::uint64_t, std::less<>> by_status;
        std::uint64_t total = 0;
        for (const auto& machine : site.machines()) {
            if (live_only && !machine.live()) continue;
            ++by_template[machine.spec.template_id.value];
            ++by_status[std::string(name_of(machine.status))];
            ++total;
        }
        EXPECT_EQ(told(CountMachines{MachineGrouping::template_, live_only}).counts, by_template);
        EXPECT_EQ(told(CountMachines{MachineGrouping::status, live_only}).counts, by_status);
        EXPECT_EQ(told(CountMachines{MachineGrouping::price_type, live_only}).total, total);
    }
}

INSTANTIATE_TEST_SUITE_P(OfManyKinds, Lists, ::testing::Range(0U, 6U));

}  // namespace
}  // namespace hf::testing
