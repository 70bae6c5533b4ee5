// SpotFleetHistory: reads the events that EC2 recorded for a Spot Fleet request as reasons for too few
// machines. RequestSpotFleet accepts nearly everything; only the history shows what is wrong with a request.
//
//     SpotFleetHistory history;
//     for (const auto record : answer->child("historyRecordSet").children("item")) history.add(record);
//     if (const auto reason = history.reason()) …     // its kind, and EC2's words
//
// Source: Amazon EC2 API reference, DescribeSpotFleetRequestHistory, HistoryRecord and EventInformation. An
// `error` says that the fleet stopped, often without a text; the text is in the `information` before it.
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
    // Returns nothing if no record gives a reason.
    [[nodiscard]] std::optional<ProviderError> reason() const;

private:
    std::optional<ProviderErrorKind> kind_;
    std::vector<std::string> words_;  // each text once
};

}  // namespace hf::aws
