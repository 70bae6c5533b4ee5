// Visit: a request of ORB's dialect that has found its call.
//
//     const Call get_it = [](const Visit& visit) {
//         const auto answer = [errand = visit.errand](const Json& machine) { errand->answer(200, machine); };
//         visit.errand->ask("GetMachine", {{"machine_id", visit.names[0]}}, answer);
//     };
//
// Used by one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/orb/errand.hpp"

namespace hf::http::orb {

struct Visit {
    const Request& request;
    std::vector<std::string> names{};  // what stands in the path where the route has braces
    std::shared_ptr<Errand> errand{};
};

}  // namespace hf::http::orb
