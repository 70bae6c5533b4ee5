#include "tests/simulation/people/wishes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/catalogue.hpp"
#include "tests/support/member_ids.hpp"

namespace hf::simulation {
namespace {

constexpr std::uint32_t template_ids = 5;

TemplateSource source(ProviderName provider, std::uint32_t weight) {
    TemplateSource source;
    source.provider = std::move(provider);
    source.weight = weight;
    return source;
}

// Asks to change these fields.
UpdateTemplate update(TemplateSpec spec, std::initializer_list<std::string_view> fields) {
    UpdateTemplate command{std::move(spec), 0};
    const auto& all = TemplateSpec::describe.fields;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].name == "template_id" || std::ranges::find(fields, all[i].name) != fields.end())
            command.given |= std::uint64_t{1} << i;
    return command;
}

}  // namespace

TemplateId Wishes::some_template_id() { return {fmt::format("t{}", random_.below(template_ids))}; }
ProviderName Wishes::some_provider() { return {random_.one_of(providers_)}; }

TemplateSpec Wishes::some_spec(const TemplateId& id) {
    TemplateSpec spec;
    spec.template_id = id;
    spec.provider = some_provider();
    spec.max_number = random_.below(4) == 0 ? -1 : static_cast<std::int32_t>(random_.from_to(1, 20));
    spec.name = fmt::format("kind {}", random_.below(template_ids));
    if (random_.below(3) == 0) spec.counts = Counting::units;
    if (random_.coin()) {
        spec.sources.push_back(source(spec.provider, 1));
        for (auto more = random_.below(3); more > 0; --more)
            spec.sources.push_back(source(some_provider(), random_.from_to(1, 3)));
        spec.selection = static_cast<SourceSelection>(random_.below(enum_names<SourceSelection>.size()));
    }
    return spec;
}

Wish Wishes::next(const ReadModels& models) {
    return models.read([&](const View& view) {
        const auto& state = view.state;
        // Without templates there is nothing to ask for.
        if (state.templates().size() == 0) return create_template(some_template_id());
        const auto drawn = random_.below(100);
        if (drawn < 55) return about_requests(state);
        if (drawn < 80) return about_machines(state);
        if (drawn < 90) return about_templates(state);
        return about_providers(state);
    });
}

Wish Wishes::create_template(const TemplateId& id) { return wish(CreateTemplate{some_spec(id)}); }

Wish Wishes::about_templates(const State& state) {
    const auto id = some_template_id();
    const auto* tmpl = state.find(id);
    if (!tmpl) return create_template(id);
    switch (random_.below(7)) {
        case 0: return wish(DeleteTemplate{id, "not needed", random_.coin()});
        case 1: return wish(ValidateTemplate{id});
        case 2: return wish(ImportTemplates{{some_spec(id), some_spec({"imported"})}, random_.below(4) == 0});
        case 3: return wish(update(some_spec(id), {"provider", "sources"}));
        case 4: {
            auto changed = wish(update(some_spec(id), {"max_number"}));
            changed.expected_version = tmpl->version - random_.below(2);
            return changed;
        }
        default: return wish(update(some_spec(id), {"max_number", "name", "selection", "counts"}));
    }
}

Wish Wishes::create_request(const State& state) {
    CreateRequest command;
    command.template_id = some_template_id();
    for (int tries = 0; tries < 3 && !state.find(command.template_id); ++tries)
        command.template_id = some_template_id();
    command.machine_count = random_.from_to(1, 8);
    command.priority = static_cast<std::uint8_t>(random_.below(10));
    if (random_.coin()) command.user_id = fmt::format("user-{}", random_.below(3));
    if (random_.coin()) command.timeout_s = random_.from_to(1, 1800);
    if (random_.below(4) == 0) command.unclaimed_s = random_.from_to(1, 1800);
    return wish(command);
}

Wish Wishes::about_requests(const State& state) {
    const auto drawn = random_.below(100);
    if (drawn < 65) return create_request(state);
    if (drawn < 70)
        return wish(
            RequestMachines{fmt::format("kind {}", random_.below(template_ids)), random_.from_to(1, 3), "", {}});
    if (drawn < 85) {
        const auto open = testing::member_ids(state.open_requests());
        if (open.empty()) return create_request(state);
        const auto& id = random_.one_of(open);
        auto cancel = wish(CancelRequest{id, "not needed"});
        if (random_.below(4) == 0) cancel.expected_version = state.find(id)->version;
        return cancel;
    }
    if (const auto unclaimed = testing::member_ids(state.unclaimed_requests()); !unclaimed.empty() && random_.coin())
        return wish(ClaimRequests{{random_.one_of(unclaimed)}});
    std::vector<RequestId> ids;
    for (const auto& request : state.requests()) ids.push_back(request.request_id);
    if (ids.empty()) return create_request(state);
    return wish(RetryRequest{random_.one_of(ids)});
}

std::vector<MachineId> Wishes::some_machines(const State& state) {
    const auto live = testing::member_ids(state.live_machines());
    std::vector<MachineId> some;
    for (auto left = live.empty() ? 0 : random_.from_to(1, 4); left > 0; --left) some.push_back(random_.one_of(live));
    return some;
}

Wish Wishes::give_back(const State& state) {
    ReturnMachines command;
    command.machine_ids = some_machines(state);
    command.force = random_.below(3) == 0;
    command.ignore_unknown = random_.coin();
    const auto* first = command.machine_ids.empty() ? nullptr : state.find(command.machine_ids.front());
    if (!first) return create_request(state);
    switch (random_.below(6)) {
        case 0:
            command.machine_ids.clear();
            command.names = {first->spec.name};
            break;
        case 1:
            command.machine_ids.clear();
            command.request_id = first->spec.request_id;
            break;
        case 2:
            command.machine_ids.clear();
            command.template_id = first->spec.template_id;
            break;
        default: break;
    }
    return wish(command);
}

Wish Wishes::about_machines(const State& state) {
    const auto drawn = random_.below(100);
    if (drawn < 60) return give_back(state);
    const auto machines = some_machines(state);
    if (machines.empty()) return create_request(state);
    if (drawn < 78) return wish(StopMachines{{machines, {}}, "for now"});
    if (drawn < 95) return wish(StartMachines{{machines, {}}, "again"});
    return operators_word(state);
}

Wish Wishes::operators_word(const State& state) {
    const auto machines = some_machines(state);
    const auto open = testing::member_ids(state.open_requests());
    if (!machines.empty() && (open.empty() || random_.coin()))
        return wish(UpdateMachineStatus{machines.front(),
                                        static_cast<MachineStatus>(random_.below(enum_names<MachineStatus>.size())),
                                        "an operator has looked"});
    if (open.empty()) return create_request(state);
    return wish(UpdateRequestStatus{random_.one_of(open),
                                    static_cast<RequestStatus>(random_.below(enum_names<RequestStatus>.size())),
                                    "an operator has decided"});
}

Wish Wishes::about_providers(const State& state) {
    const auto name = some_provider();
    const auto* provider = state.find(name);
    if (provider && provider->held() && random_.coin()) return release(name);
    switch (random_.below(10)) {
        case 0:
        case 1: return wish(DisableProvider{name, "for now"});
        case 2:
        case 3:
        case 4: return wish(EnableProvider{name});
        case 5: return wish(AuditProvider{name});
        case 6: return wish(CheckProvider{name});
        case 7: return wish(RemoveProvider{name, "not needed"});
        case 8:
            if (provider)
                return wish(UpdateProvider{name,
                                           {{"max_calls", random_.from_to(1, 4)},
                                            {"orphans", std::string(enum_names<OrphanPolicy>.at(
                                                            random_.below(enum_names<OrphanPolicy>.size())))}}});
            [[fallthrough]];
        default: return wish(RegisterProvider{name, random_.coin() ? "cloud" : "plain", {}});
    }
}

Wish Wishes::release(const ProviderName& provider) const {
    return wish(ReleaseProvider{provider, "its machines are gone"});
}

Wish Wishes::return_everything(const std::vector<MachineId>& machines) const {
    ReturnMachines command;
    command.machine_ids = machines;
    command.ignore_unknown = true;
    return wish(command);
}

}  // namespace hf::simulation
