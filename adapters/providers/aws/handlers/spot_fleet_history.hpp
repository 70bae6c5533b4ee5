// SpotFleetHistory: what EC2 has noted of a Spot Fleet request, as reasons for too few machines. RequestSpotFleet
// takes nearly everything; what is wrong with it is told there alone.
//
//     SpotFleetHistory history;
//     for (const auto record : answer->child("historyRecordSet").children("item")) history.add(record);
//     if (const auto reason = history.reason()) …     // its kind, and EC2's words
//
// Source: Amazon EC2 API reference, DescribeSpotFleetRequestHistory, HistoryRecord and EventInformation. An
// `error` is what stops the fleet, often without a word; the words are in the `information` before it.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "core/ports/provider.hpp"

namespace hf::aws {

class SpotFleetHistory {
public:
    void add(pugi::xml_node record);
    // Nothing: no record says anything of a reason.
    [[nodiscard]] std::optional<ProviderError> reason() const;

private:
    std::optional<ProviderErrorKind> kind_;
    std::vector<std::string> words_;  // the same ones once
};

}  // namespace hf::aws
