#include "http/events/events.hpp"

#include "http/events/event_wish.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

Response stream_of(std::shared_ptr<EventReader> reader, EventFormat format) {
    Response response;
    response.headers.set("Content-Type", std::string(media_type_of(format)));
    // A proxy that gathers bytes before it hands them on would hold events back.
    response.headers.set("X-Accel-Buffering", "no");
    response.source = std::move(reader);
    return response;
}

}  // namespace

Events::Events(Handler& next, SiteEndpoints endpoints, Daemon& daemon, Workers& workers, ByteBudget& answers,
               const Limits& limits)
    : next_(next),
      recent_(std::make_shared<RecentEvents>(limits.behind)),
      pages_(std::make_shared<PageReads>(daemon, workers, answers)),
      readers_({daemon, workers, recent_, pages_}, limits.streams),
      feeder_(std::move(endpoints), *recent_, readers_) {}

void Events::handle(Request request, Respond respond) {
    if (request.path != path_of_events || (request.method != "GET" && request.method != "HEAD"))
        return next_.handle(std::move(request), std::move(respond));
    auto parameters = parameters_of(request.query);
    if (!parameters) return respond(problem_of(Refusal::bad_request, parameters.error()));
    const auto does_follow = follows(*parameters);
    if (!does_follow) return respond(does_follow.error());
    if (*does_follow) return follow(request, std::move(*parameters), respond);
    auto page = page_request(std::move(request), *parameters);
    if (!page) return respond(std::move(page.error()));
    next_.handle(std::move(*page), std::move(respond));
}

void Events::follow(const Request& request, Parameters parameters, const Respond& respond) {
    auto wish = wish_of(request, std::move(parameters));
    if (!wish) return respond(std::move(wish.error()));
    const auto format = wish->format;
    if (finished_) return respond(problem_of(Refusal::stopping, "the gateway is stopping"));
    const auto reader = readers_.admit(std::move(*wish));
    if (!reader)
        return respond(problem_of(Refusal::too_many_requests,
                                  "the gateway has as many streams of events as it takes (--streams)"));
    reader->open([respond, format, reader](std::optional<Response> refusal) {
        respond(refusal ? std::move(*refusal) : stream_of(reader, format));
    });
}

void Events::finish() {
    finished_ = true;
    readers_.finish("stopping", "the gateway is stopping; come again with this position");
}

void Events::stop() {
    feeder_.stop();
    pages_->close();
}

}  // namespace hf::http
