#include "adapters/providers/aws/ec2/notices.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/credentials/json_credentials.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

constexpr auto notice_before_interruption = 2min;
constexpr auto interruptions_every = 5s;
constexpr auto status_every = 60s;

Form filter(const std::string& name, std::initializer_list<const char*> values) {
    Form form;
    form.add("Filter.1.Name", name);
    int number = 0;
    for (const auto* value : values) form.add(fmt::format("Filter.1.Value.{}", ++number), value);
    return form;
}

}  // namespace

void Notices::look(Source& source, std::chrono::seconds interval, const std::string& action, const char* set,
                   const Form& filters, const Read& read) {
    const auto now = clock_.monotonic();
    if (now < source.next) return;
    source.next = now + interval;
    std::map<std::string, Notice, std::less<>> told;
    auto form = filters;
    form.add("MaxResults", "1000");
    const auto all = ec2_.pages(action, form, [&](const XmlAnswer& page) {
        for (const auto item : page.child(set).children("item"))
            if (auto notice = read(item, page.at().value_or(clock_.now())))
                told.insert_or_assign(item.child_value("instanceId"), std::move(*notice));
    });
    if (all) source.told = std::move(told);
}

void Notices::look_for_interruptions() {
    look(interruptions_, interruptions_every, "DescribeSpotInstanceRequests", "spotInstanceRequestSet",
         filter("status-code", {"marked-for-termination", "marked-for-stop"}), [](pugi::xml_node item, Timestamp) {
             const auto status = item.child("status");
             Notice notice{fmt::format("EC2 takes it back: {}", status.child_value("message")), std::nullopt};
             if (const auto told = time_of(status.child_value("updateTime")))
                 notice.when = *told + notice_before_interruption;
             return std::optional(std::move(notice));
         });
}

void Notices::look_for_events() {
    look(events_, status_every, "DescribeInstanceStatus", "instanceStatusSet",
         filter("event.code", {"instance-retirement", "instance-stop"}), [](pugi::xml_node item, Timestamp) {
             std::optional<Notice> notice;
             for (const auto event : item.child("eventsSet").children("item")) {
                 const std::string_view code = event.child_value("code");
                 const std::string_view description = event.child_value("description");
                 if (code != "instance-retirement" && code != "instance-stop") continue;
                 // A past event stays in the list for a week.
                 if (description.starts_with("[Completed]") || description.starts_with("[Canceled]")) continue;
                 notice = Notice{fmt::format("EC2 takes it back: {}: {}", code, description),
                                 time_of(event.child_value("notBefore"))};
             }
             return notice;
         });
}

void Notices::look_for_impaired(Source& source, const char* check) {
    look(
        source, status_every, "DescribeInstanceStatus", "instanceStatusSet",
        filter(fmt::format("{}-status.status", check), {"impaired"}), [&](pugi::xml_node item, Timestamp now) {
            std::optional<Notice> notice;
            for (const auto detail :
                 item.child(fmt::format("{}Status", check).c_str()).child("details").children("item")) {
                const std::string since = detail.child_value("impairedSince");
                const auto began = time_of(since);
                if (began && now - *began >= impaired_for_)
                    notice = Notice{fmt::format("its {} status check has failed since {}", check, since), std::nullopt};
            }
            return notice;
        });
}

void Notices::add_to(std::vector<ProviderMachine>& machines) {
    const MutexLock lock(mutex_);
    const auto live = [](const ProviderMachine& machine) { return is_live(machine.status) && !machine.unknown_now; };
    if (std::none_of(machines.begin(), machines.end(), live)) return;
    if (std::any_of(machines.begin(), machines.end(), [&](const ProviderMachine& machine) {
            return live(machine) && machine.details.count("lifecycle") > 0;
        }))
        look_for_interruptions();
    look_for_events();
    look_for_impaired(impaired_instances_, "instance");
    look_for_impaired(impaired_hosts_, "system");
    for (auto& machine : machines) {
        if (!live(machine)) continue;
        for (const auto* source : {&interruptions_, &events_, &impaired_hosts_, &impaired_instances_}) {
            const auto notice = source->told.find(machine.id);
            if (notice == source->told.end()) continue;
            machine.reclaiming = true;
            machine.reclaim_at = notice->second.when;
            machine.reason = notice->second.reason;
            break;
        }
    }
}

}  // namespace hf::aws
