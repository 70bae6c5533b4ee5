// Faults: refusals as ORB's clients know them. There are three forms, after who refuses:
//
//     respond(fault_of(called.error()));                                  // {"success": false, "error": {…}, …}
//     respond(wrong_fields({{"missing", {"body", "count"}, "needed"}}));  // 422, {"detail": [{type, loc, msg, input}]}
//     respond(detail_of(404, "no machine has this id"));                  // {"detail": "…"}
//
// ORB keeps to itself what is wrong with which field. Here the daemon's words are given, and its code and field are
// among the details.
//
// Pure; any thread may call these.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "client/call.hpp"
#include "http/wire/exchange.hpp"
#include "http/wire/problem.hpp"

namespace hf::http::orb {

using Json = nlohmann::ordered_json;

struct WrongField {
    std::string type;  // ORB's word: missing, extra_forbidden, int_parsing, …
    std::vector<std::string> place;
    std::string message;
    Json input{};
    Json context{};  // what bounds it, where something does
};

[[nodiscard]] Response response_of(unsigned status, const Json& json);
// `about` is the id of what the request is about, if it is about one thing.
[[nodiscard]] Response fault_of(const CallFailure& failure, const std::string& about = {});
[[nodiscard]] Response fault_of(Refusal refusal, std::string_view message);
[[nodiscard]] Response fault_of(unsigned status, std::string_view code, std::string_view message, const Json& details,
                                const std::string& correlation_id = {});
[[nodiscard]] Response wrong_fields(const std::vector<WrongField>& fields);
[[nodiscard]] Response detail_of(unsigned status, std::string_view detail);

}  // namespace hf::http::orb
