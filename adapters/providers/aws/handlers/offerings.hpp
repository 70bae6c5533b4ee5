// Offerings: what machines may be made of: an instance type in a subnet at a price. EC2 gives or
// refuses each by itself, and one that it refused for lack of capacity is left alone for some
// minutes, by all requests.
//
//     for (const auto& offering : offerings_of(spec, "heterogeneous")) {
//         if (unavailable.remembers(offering)) continue;
//         …
//         unavailable.note(offering);
//     }
//
// UnavailableOfferings is thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

struct Offering {
    std::string type;
    std::string subnet;  // empty: EC2's choice
    bool spot = false;
    auto operator<=>(const Offering&) const = default;
};

std::string in_words(const Offering& offering);

// In the order in which they are tried: spot before on demand, then by type, then by subnet.
std::vector<Offering> offerings_of(const LaunchSpecification& spec, const std::string& price_type);

class UnavailableOfferings {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit UnavailableOfferings(std::chrono::seconds kept) : kept_(kept) {}
    void note(const Offering& offering, Time now);
    [[nodiscard]] bool remembers(const Offering& offering, Time now) const;

private:
    const std::chrono::seconds kept_;
    mutable std::mutex mutex_;
    std::map<Offering, Time> until_;
};

}  // namespace hf::aws
