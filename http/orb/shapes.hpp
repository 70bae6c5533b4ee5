// Shapes: the daemon's templates, requests and machines as ORB's clients read them. docs/ORB.md says which of ORB's
// fields are not there, and why.
//
//     errand->answer(200, page_of("machines", machines, list));
//
// The arguments are results of the daemon as JSON, whose fields its declarations vouch for; a field that is missing all
// the same throws. Pure; any thread may call these.
#pragma once

#include "core/messages/value.hpp"
#include "http/orb/faults.hpp"

namespace hf::http::orb {

[[nodiscard]] Json template_of(const Json& ours);
// `machines`: those of the request, in the request's own order.
[[nodiscard]] Json request_of(const Json& ours);
// As a list of machines has it.
[[nodiscard]] Json machine_of(const Json& ours);
// One machine alone.
[[nodiscard]] Json whole_machine_of(const Json& ours);

// {"requests": […], "message", "count"}
[[nodiscard]] Json list_of(std::string_view what, Json items);
// The same of a page, with "total_count" and "next_cursor".
[[nodiscard]] Json page_of(std::string_view what, Json items, const Json& ours);

// What a template of ORB's says, as fields of a template here; its keys of a provider are those of type aws.
[[nodiscard]] ValueMap configuration_of(const ValueMap& theirs);

}  // namespace hf::http::orb
