// What a request for events wishes: to follow them, or a page.
//
//     const auto parameters = parameters_of(request.query);
//     if (*follows(*parameters)) return respond(stream_for(*wish_of(request, *parameters)));
//     next.handle(*page_request(request, *parameters), respond);  // as ReadEvents answers
//
// Pure; any thread may call these.
#pragma once

#include "http/events/event_reader.hpp"
#include "http/wire/target.hpp"

namespace hf::http {

inline constexpr std::string_view path_of_events = "/api/v1/events";

// ?follow=false is for pages. The error is a problem.
tl::expected<bool, Response> follows(const Parameters& parameters);

// The position is that of the header Last-Event-ID, which a browser sends when it comes again, or else ?after=.
tl::expected<EventWish, Response> wish_of(const Request& request, Parameters parameters);

// The same request with a position to begin after, where it has none, or has it in its header.
tl::expected<Request, Response> page_request(Request request, const Parameters& parameters);

}  // namespace hf::http
