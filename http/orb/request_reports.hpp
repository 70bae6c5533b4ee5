// RequestReports: requests with their machines, in the order in which they were asked for; one that does not exist is
// an entry with an error, as ORB has it.
//
//     ask_for_reports(errand, {"req-1", "nobody"}, [errand](const Json& reports) { errand->answer(200, reports); });
//
// The last argument is called once, by whichever thread has the answer.
#pragma once

#include "http/orb/errand.hpp"

namespace hf::http::orb {

void ask_for_reports(const std::shared_ptr<Errand>& errand, const std::vector<std::string>& ids,
                     std::function<void(Json)> then);

}  // namespace hf::http::orb
