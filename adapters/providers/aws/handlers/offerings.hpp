// Offerings: the combinations of instance type, subnet and price that machines may be made of. EC2
// gives or refuses each of them separately; one that it refused for lack of capacity is skipped by
// all requests for some minutes.
//
//     for (const auto& offering : offerings_of(spec, "heterogeneous")) {
//         if (unavailable.why(offering, now)) continue;
//         use(offering);
//         unavailable.note(offering, now, "RunInstances: InsufficientInstanceCapacity: none left");
//     }
//
// UnavailableOfferings is thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/providers/aws/template/aws_template.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

struct Offering {
    std::string type;
    std::string subnet;  // empty: EC2 chooses
    bool spot = false;
    // What else a template asks for, on which it depends whether it is refused: another one that asks for less, or for
    // something else, may get the same type.
    std::string terms{};
    auto operator<=>(const Offering&) const = default;
};

std::string in_words(const Offering& offering);

// Returns the offerings in the order in which they are tried: spot before on demand, then by type,
// then by subnet.
std::vector<Offering> offerings_of(const LaunchSpecification& spec, const std::string& price_type);

class UnavailableOfferings {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit UnavailableOfferings(std::chrono::seconds kept) : kept_(kept) {}
    void note(const Offering& offering, Time now, std::string why);
    // What was noted last; nothing for an offering that may be asked for.
    [[nodiscard]] std::optional<std::string> why(const Offering& offering, Time now) const;

private:
    struct Refusal {
        Time until;
        std::string why;
    };

    const std::chrono::seconds kept_;
    mutable Mutex mutex_;
    std::map<Offering, Refusal> refused_ GUARDED_BY(mutex_);
};

}  // namespace hf::aws
