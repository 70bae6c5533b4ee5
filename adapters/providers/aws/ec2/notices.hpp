// Notices: what EC2 reports about instances that will not stay: spot interruptions, retirements and
// other scheduled ends, and checks that have failed for a while.
//     Notices notices(account.ec2(), clock, 5min);
//     notices.add_to(machines);       // marks the machines that are taken back, with time and reason
//
// EC2 is asked for all such instances of the account at once, so the number of calls does not grow
// with the number of machines, and no more often than the notices need. What cannot be asked (no
// permission, no answer) is left out, and does not affect the rest. A rebalance recommendation
// cannot be asked for: it is sent to the instance alone.
//
// Thread-safe.
//
// Source: Amazon EC2 API reference, DescribeSpotInstanceRequests and DescribeInstanceStatus; EC2 user
// guide, "Spot request status" and "Spot Instance interruption notices" (two minutes before).
#pragma once

#include <chrono>
#include <functional>

#include "adapters/providers/aws/api/caller.hpp"
#include "core/ports/clock.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

class Notices {
public:
    Notices(Caller& ec2, const Clock& clock, std::chrono::seconds impaired_for)
        : ec2_(ec2), clock_(clock), impaired_for_(impaired_for) {}

    void add_to(std::vector<ProviderMachine>& machines);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Notice {
        std::string reason;
        std::optional<Timestamp> when;
    };
    // The notices by instance, as EC2 gave them at the last call.
    struct Source {
        std::map<std::string, Notice, std::less<>> told;
        Time next{};
    };
    // Reads a notice from an item of an answer that came at this time by EC2's clock; nothing if the item is no notice.
    using Read = std::function<std::optional<Notice>(pugi::xml_node, Timestamp)>;

    void look(Source& source, std::chrono::seconds interval, const std::string& action, const char* set,
              const Form& filters, const Read& read);

    void look_for_interruptions() REQUIRES(mutex_);
    void look_for_events() REQUIRES(mutex_);
    void look_for_impaired(Source& source, const char* check);

    Caller& ec2_;
    const Clock& clock_;
    const std::chrono::seconds impaired_for_;
    Mutex mutex_;
    Source interruptions_ GUARDED_BY(mutex_);
    Source events_ GUARDED_BY(mutex_);
    Source impaired_instances_ GUARDED_BY(mutex_);
    Source impaired_hosts_ GUARDED_BY(mutex_);
};

}  // namespace hf::aws
