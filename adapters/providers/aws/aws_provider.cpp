#include "adapters/providers/aws/aws_provider.hpp"

#include <fmt/format.h>

#include <set>

#include "adapters/providers/aws/checks/account_checks.hpp"
#include "adapters/providers/aws/checks/dry_run.hpp"
#include "adapters/providers/aws/credentials/json_credentials.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/template/api_checks.hpp"
#include "adapters/providers/aws/template/placeholders.hpp"
#include "adapters/providers/aws/template/unit_notes.hpp"
#include "adapters/system/bounded_file.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;
using enum MachineStatus;

constexpr std::size_t most_user_data = 16'384;
constexpr std::size_t ids_per_call = 500;

std::string words_of(const std::vector<Finding>& findings) {
    std::string text;
    for (const auto& [field, message] : findings)
        text += fmt::format("{}{} {}", text.empty() ? "" : "; ", field, message);
    return text;
}

ProviderResult<std::string> user_data_of(const LaunchSpecification& spec, const PlaceholderValues& values,
                                         const PermittedPaths& within) {
    auto text = spec.user_data;
    if (!spec.user_data_script.empty()) {
        // A user who writes a template may name any file, and sees on the machines what was in the file.
        auto read = read_bounded_file(spec.user_data_script, most_user_data, Readers::everyone, within);
        if (!read)
            return tl::make_unexpected(
                ProviderError{ProviderErrorKind::invalid, read.error() + " (template's userDataScript)"});
        text = std::move(*read);
    }
    text = filled(text, values);
    if (text.size() > most_user_data)
        return tl::make_unexpected(ProviderError{
            ProviderErrorKind::invalid,
            fmt::format("user data has {} bytes with its placeholders filled; EC2 takes {} "
                        "(template's {})",
                        text.size(), most_user_data, spec.user_data_script.empty() ? "userData" : "userDataScript")});
    return text;
}

Form ids_form(std::span<const std::string> ids) {
    Form form;
    for (std::size_t i = 0; i < ids.size(); ++i) form.add(fmt::format("InstanceId.{}", i + 1), ids[i]);
    return form;
}

std::set<std::string> ids_of(const std::vector<ProviderMachine>& machines) {
    std::set<std::string> ids;
    for (const auto& machine : machines) ids.insert(machine.id);
    return ids;
}

// A quota for spot machines does not end a request that will ask on demand later.
ProviderError before_fallback(ProviderError error) {
    if (error.kind != ProviderErrorKind::no_capacity && error.kind != ProviderErrorKind::quota) return error;
    return {ProviderErrorKind::no_capacity,
            error.message + "; what spot can't give is asked for on demand shortly before the request's deadline"};
}

bool is_fleet(std::string_view api) { return api == "EC2Fleet" || api == "SpotFleet"; }

template <class T>
ProviderResult<T> told(AwsResult<T> result) {
    if (!result) return tl::make_unexpected(provider_error(result.error()));
    return std::move(*result);
}

}  // namespace

AwsProvider::AwsProvider(std::unique_ptr<Account> account, const AwsConfig& config, PermittedPaths template_paths)
    : config_(config),
      template_paths_(std::move(template_paths)),
      account_(std::move(account)),
      instances_(account_->ec2()),
      images_(account_->ec2(), account_->ssm()),
      fleet_role_(account_->sts()),
      subnets_(account_->ec2()),
      notices_(account_->ec2(), account_->clock(), std::chrono::seconds{config.impaired_s}),
      consoles_(account_->ec2()),
      unavailable_(std::chrono::seconds{config.unavailable_s}),
      handlers_(make_handlers(*account_, unavailable_, std::chrono::seconds{config.gather_s})) {}

ProviderResult<void> AwsProvider::look_up_image(ReadySpecification& ready) {
    auto image = images_.id_of(ready.spec.image_id);
    if (!image) return tl::make_unexpected(provider_error(image.error()));
    ready.image_id = std::move(*image);
    if (!ready.spec.root) return {};
    ready.root_device = "/dev/xvda";
    if (ready.image_id.empty()) return {};
    auto device = images_.root_device_of(ready.image_id);
    if (!device) return tl::make_unexpected(provider_error(device.error()));
    ready.root_device = std::move(*device);
    return {};
}

ProviderResult<ReadySpecification> AwsProvider::ready(const std::string& api, const LaunchSpec& order) {
    auto spec = checked_template(api, order.configuration);
    if (!spec)
        return tl::make_unexpected(
            ProviderError{ProviderErrorKind::invalid, "the template: " + words_of(spec.error())});
    ReadySpecification result;
    result.spec = std::move(*spec);
    const auto values = placeholder_values(order.configuration, order.request_id, order.template_id);
    result.spec.native = filled(result.spec.native, values);
    const auto user_data = user_data_of(result.spec, values, template_paths_);
    if (!user_data) return tl::make_unexpected(user_data.error());
    if (!user_data->empty()) result.user_data = base64(*user_data);
    if (api == "SpotFleet" && FleetRole::is_meant(result.spec.fleet_role)) {
        auto role = fleet_role_.arn();
        if (!role) return tl::make_unexpected(provider_error(role.error()));
        result.spec.fleet_role = std::move(*role);
    }
    if (is_fleet(api) && result.spec.subnets.size() > 1) {
        // Without an answer, or the right to ask, the fleet gets all of them, as the template says.
        if (const auto zones = subnets_.zones_of(result.spec.subnets))
            result.spec.subnets = one_per_zone(result.spec.subnets, *zones, order.token);
    }
    if (auto looked_up = look_up_image(result); !looked_up) return tl::make_unexpected(looked_up.error());
    return result;
}

AwsResult<void> AwsProvider::close(const std::string& token, const std::optional<std::string>& begun_by) {
    for (const auto& [name, handler] : handlers_) {
        if (begun_by && api_of(*begun_by) != name) continue;
        auto closed = handler->close(token);
        if (closed) continue;
        // A service that this account may not use, or that does not exist, has never been called
        // for machines.
        const auto& error = closed.error();
        if (kind_of(error) != ProviderErrorKind::unauthorized && !error.no_such_action()) return closed;
    }
    return {};
}

AwsResult<std::vector<ProviderMachine>> AwsProvider::settled(const std::string& token,
                                                             const std::optional<std::string>& begun_by) {
    if (auto closed = close(token, begun_by); !closed) return tl::make_unexpected(std::move(closed.error()));
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{config_.settle_ms};
    // Look once more at the end, and then until two looks agree.
    auto seen = instances_.tagged(tag::token, token);
    while (seen) {
        if (!account_->leaving().sleep_until(std::max(until, std::chrono::steady_clock::now() + 50ms)))
            return tl::make_unexpected(AwsError{"DescribeInstances", {}, "was left, since the daemon ends", 0, true});
        auto again = instances_.tagged(tag::token, token);
        if (!again || ids_of(*again) == ids_of(*seen)) return again;
        seen = std::move(again);
    }
    return seen;
}

LaunchResult AwsProvider::launch(const LaunchSpec& order) {
    const auto pass = gate_.enter(order.token);
    const auto api = api_of(order.provider_api);
    const auto handler = handlers_.find(api);
    LaunchResult result;
    if (order.repeated) {
        auto found = settled(order.token, order.begun_by);
        // Without knowing which machines exist, none may be made and the launch may not be closed.
        if (!found) return {{}, error_of_open_launch(found.error())};
        result.machines = std::move(*found);
    }
    const auto there = worth(result.machines, order.counts, Weights::in(order.configuration));
    if (there >= order.count) return result;
    if (handler == handlers_.end()) {
        result.error = {ProviderErrorKind::invalid,
                        fmt::format("{} is none of this provider's ways to make machines: {}", api,
                                    fmt::join(handler_names(), ", "))};
        return result;
    }
    const auto specification = ready(api, order);
    if (!specification) {
        result.error = specification.error();
        return result;
    }
    const auto missing = order.count - there;
    const auto fallback = fallback_of(order, std::chrono::seconds{config_.on_demand_before_s});
    auto made = handler->second->launch({order, *specification, missing, fallback});
    if (made.error && fallback == Fallback::later) made.error = before_fallback(std::move(*made.error));
    const auto known = ids_of(result.machines);
    for (auto& machine : made.machines)
        if (known.count(machine.id) == 0) result.machines.push_back(std::move(machine));
    result.error = std::move(made.error);
    return result;
}

ProviderResult<std::vector<ProviderMachine>> AwsProvider::find(const std::string& token) {
    return find_begun_by(token, std::nullopt);
}

ProviderResult<std::vector<ProviderMachine>> AwsProvider::find_begun_by(
    const std::string& token, const std::optional<std::string>& provider_api) {
    const auto pass = gate_.enter(token);
    return told(settled(token, provider_api));
}

bool AwsProvider::may_show(const std::string& id, Time now) {
    const MutexLock lock(mutex_);
    // The entry stays until EC2 shows the machine or it is forgotten: one that is missing is missing in every answer.
    const auto since = missing_since_.try_emplace(id, now).first;
    return now - since->second < std::chrono::seconds{config_.missing_s};
}

ProviderResult<std::vector<ProviderMachine>> AwsProvider::describe(std::span<const std::string> machine_ids) {
    auto found = instances_.of(machine_ids);
    if (!found) return tl::make_unexpected(provider_error(found.error()));
    const auto known = ids_of(*found);
    const auto now = std::chrono::steady_clock::now();
    {
        const MutexLock lock(mutex_);
        for (const auto& id : known) missing_since_.erase(id);
    }
    for (const auto& id : machine_ids) {
        if (known.count(id) > 0 || !may_show(id, now)) continue;
        ProviderMachine machine;
        machine.id = id;
        machine.unknown_now = true;
        found->push_back(std::move(machine));
    }
    notices_.add_to(*found);
    explain_a_death(*found);
    return std::move(*found);
}

void AwsProvider::explain_a_death(std::vector<ProviderMachine>& machines) {
    ProviderMachine* dead = nullptr;
    {
        const MutexLock lock(mutex_);
        for (auto& machine : machines) {
            if (machine.status == running) seen_running_.insert(machine.id);
            if (machine.status == failed && seen_running_.count(machine.id) == 0) dead = &machine;
        }
    }
    if (!dead) return;
    if (const auto words = consoles_.last_words(dead->id); !words.empty())
        dead->reason += fmt::format("{}its console's last lines: {}", dead->reason.empty() ? "" : "; ", words);
}

ProviderResult<void> AwsProvider::order(const std::string& action, std::span<const std::string> ids,
                                        std::span<const MachineStatus> of) {
    const auto there = instances_.of(ids);
    if (!there) return tl::make_unexpected(provider_error(there.error()));
    std::vector<std::string> wanted;
    for (const auto& machine : *there)
        if (std::find(of.begin(), of.end(), machine.status) != of.end()) wanted.push_back(machine.id);
    for (std::span<const std::string> left = wanted; !left.empty();) {
        const auto batch = left.first(std::min(left.size(), ids_per_call));
        left = left.subspan(batch.size());
        const auto answer = account_->ec2().query(action, ids_form(batch));
        if (!answer) return tl::make_unexpected(provider_error(answer.error()));
    }
    return {};
}

ProviderResult<void> AwsProvider::terminate(std::span<const std::string> machine_ids, Ending) {
    for (auto left = machine_ids; !left.empty();) {
        const auto batch = left.first(std::min(left.size(), ids_per_call));
        left = left.subspan(batch.size());
        const auto answer = account_->ec2().query("TerminateInstances", ids_form(batch));
        if (answer) continue;
        if (!answer.error().code.starts_with("InvalidInstanceID"))
            return tl::make_unexpected(provider_error(answer.error()));
        // EC2 ended no machine of the batch, because one id is unknown or malformed; end only the existing ones.
        const std::array ending{pending, launching, running, stopping, stopped};
        if (auto rest = order("TerminateInstances", batch, ending); !rest) return rest;
    }
    return {};
}

ProviderResult<void> AwsProvider::stop(std::span<const std::string> machine_ids) {
    return order("StopInstances", machine_ids, std::array{launching, running});
}

ProviderResult<void> AwsProvider::start(std::span<const std::string> machine_ids) {
    return order("StartInstances", machine_ids, std::array{stopped});
}

ProviderResult<std::vector<ProviderMachine>> AwsProvider::list(const std::string& site) {
    delete_leftovers(site);
    return told(instances_.tagged(tag::site, site, Living::only));
}

// Deletes launch templates that a killed daemon left behind. A young launch template may belong to
// a launch under way.
void AwsProvider::delete_leftovers(const std::string& site) {
    constexpr std::chrono::minutes young{15};
    Form form;
    form.add("Filter.1.Name", std::string("tag:") + tag::site).add("Filter.1.Value.1", site);
    const auto answer = account_->ec2().query("DescribeLaunchTemplates", form);
    if (!answer) return;
    const auto now = answer->at().value_or(account_->clock().now());
    const auto oldest = now.microseconds - std::chrono::microseconds{young}.count();
    for (const auto item : answer->child("launchTemplates").children("item")) {
        const auto made = time_of(item.child_value("createTime"));
        if (!made || made->microseconds > oldest) continue;
        // A launch template that cannot be deleted now is found again by the next sweep.
        static_cast<void>(account_->ec2().query("DeleteLaunchTemplate",
                                                Form().add("LaunchTemplateId", item.child_value("launchTemplateId"))));
    }
}

void AwsProvider::forget(std::span<const std::string> machine_ids) {
    const MutexLock lock(mutex_);
    for (const auto& id : machine_ids) {
        missing_since_.erase(id);
        seen_running_.erase(id);
    }
}

ProviderResult<TemplateCheck> AwsProvider::validate(const TemplateSpec& tmpl) {
    const auto api = api_of(tmpl.provider_api);
    auto spec = checked_template(api, tmpl.configuration);
    if (!spec) return TemplateCheck{std::move(spec.error())};
    auto check = check_against_account(*spec, account_->ec2(), images_, config_.ncpus);
    if (!check) return tl::make_unexpected(provider_error(check.error()));
    const auto values = placeholder_values(tmpl.configuration, {}, tmpl.template_id.value);
    const auto user_data = user_data_of(*spec, values, template_paths_);
    if (!user_data)
        check->findings.push_back(
            {spec->user_data_script.empty() ? "userData" : "userDataScript", user_data.error().message});
    note_choices(api, *spec, *check);
    if (tmpl.sources.empty())
        for (auto& note : price_notes(name_of(tmpl.price_type), *spec)) check->notes.push_back(std::move(note));
    if (tmpl.counts == Counting::units)
        for (auto& note : unit_notes(*spec, tmpl.max_number)) check->notes.push_back(std::move(note));
    // Missing things would be reported twice, and without an instance type nothing can be tried.
    if (!check->findings.empty() || !spec->requirements.empty()) return std::move(*check);
    const auto wrong = try_out(tmpl, api);
    if (!wrong) return tl::make_unexpected(wrong.error());
    if (*wrong) check->findings.push_back({std::string(field_of_template(**wrong)), provider_error(**wrong).message});
    return std::move(*check);
}

void AwsProvider::note_choices(const std::string& api, const LaunchSpecification& spec, TemplateCheck& check) {
    check.notes = api_notes(api, spec);
    if (!is_fleet(api) || spec.subnets.size() < 2) return;
    const auto zones = subnets_.zones_of(spec.subnets);
    if (!zones) return;
    if (const auto shared = shared_zones(spec.subnets, *zones); !shared.empty())
        check.notes.push_back(
            {"subnetId",
             fmt::format("{}: a fleet takes one subnet of each zone, so each launch uses one of them", shared)});
}

ProviderResult<std::optional<AwsError>> AwsProvider::try_out(const TemplateSpec& tmpl, const std::string& api) {
    LaunchSpec order;
    order.token = "template-check";
    order.template_id = tmpl.template_id.value;
    order.tags = tmpl.tags;
    order.price_type = name_of(tmpl.price_type);
    order.configuration = tmpl.configuration;
    const auto specification = ready(api, order);
    if (!specification) return tl::make_unexpected(specification.error());
    auto wrong = told(dry_run({order, *specification, 1}, account_->ec2()));
    // A Spot Fleet's machines are made with the rights of its role, not with those of the caller.
    if (wrong && *wrong && api == "SpotFleet" && kind_of(**wrong) == ProviderErrorKind::unauthorized)
        return std::nullopt;
    return wrong;
}

void AwsProvider::leave() { account_->leaving().begin(); }

ProviderResult<void> AwsProvider::health() {
    const auto answer = account_->ec2().query("DescribeAvailabilityZones", {});
    if (!answer) return tl::make_unexpected(provider_error(answer.error()));
    return {};
}

}  // namespace hf::aws
