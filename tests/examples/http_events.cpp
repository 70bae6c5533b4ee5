// The examples that the headers of events over HTTP show.
#include "http/api/api.hpp"
#include "http/api/event_page.hpp"
#include "http/api/replies.hpp"
#include "http/events/event_wish.hpp"
#include "http/events/events.hpp"
#include "http/server/server.hpp"
#include "http/wire/accept.hpp"
#include "http/wire/problem.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;

void body_source() {
    // example of http/wire/body_source.hpp
    class Countdown final : public BodySource {
        void begin(std::function<void()>) override {}  // never called: there is always something to take
        bool take(std::size_t, std::vector<Piece>& pieces) override {
            const auto text = std::make_shared<const std::string>(std::to_string(left));
            pieces.push_back({text, *text});
            return --left > 0;
        }
        void end() override {}
        int left = 3;
    };
    // end of the example
}

void accept(const Request& request, void (*answer_in_lines)()) {
    // example of http/wire/accept.hpp
    if (names_media_type(request.headers, "application/x-ndjson")) answer_in_lines();
    // end of the example
}

void byte_budget(Response response) {
    // example of http/api/byte_budget.hpp
    ByteBudget budget(256 << 20);
    response.held = budget.take(response.body.size());  // let go when the response is written
    if (!response.held) response = problem_of(Refusal::too_many_requests, "…");
    // end of the example
}

void event_page(const Order& order, const ReadReply& reply, Response& response) {
    // example of http/api/event_page.hpp
    if (is_page_of_events(order)) finish_page_of_events(order, reply.json, response);
    // end of the example
}

void encoded_event(const RecordedEvent& recorded) {
    // example of http/events/encoded_event.hpp
    const auto event = encoded(recorded);   // or why that is impossible
    use((*event)->in(EventFormat::sse));    // "id: 7\ndata: {\"position\":7,…}\n\n"
    use((*event)->in(EventFormat::lines));  // "{\"position\":7,…}\n"
    // end of the example
}

void recent_events(EventPointer event, const ReadEvents& question, std::vector<EventPointer>& found,
                   void (*read_them_from_the_store)()) {
    // example of http/events/recent_events.hpp
    RecentEvents recent({.events = 10'000, .bytes = 16 << 20});
    recent.begin(41, 57);  // the next event is the first one after 41, and the daemon is at 57
    recent.add(event);
    RecentEvents::Place place{.after = 41};
    const auto look = recent.look(place, question, 64 * 1024, found);
    if (look == RecentEvents::Look::behind) read_them_from_the_store();
    // end of the example
}

void page_reads(const std::shared_ptr<PageReads>& reads, const ReadEvents& question, std::weak_ptr<void> reader) {
    // example of http/events/page_reads.hpp
    reads->read(question, "maria", reader, [](const PageReads::Read& read) {
        if (read) use(read->events);
    });
    // end of the example
}

void event_reader(const AroundReaders& around, const EventWish& wish, std::uint64_t number,
                  const std::shared_ptr<const void>& place, const Respond& respond) {
    // example of http/events/event_reader.hpp
    const auto reader = std::make_shared<EventReader>(around, wish, number, place);
    reader->open([=](std::optional<Response> refusal) {  // what the daemon says to the first question
        respond(refusal ? *refusal : Response{.source = reader});
    });
    reader->ring();  // there are more recent events
    // end of the example
}

void event_readers(const AroundReaders& around, const EventWish& wish, EventReader::Time now) {
    // example of http/events/event_readers.hpp
    EventReaders readers(around, 1000);
    const auto reader = readers.admit(wish);  // null: there are as many as there may be
    readers.ring();                           // after events were added to the recent ones
    readers.tick(now, "no daemon answers");   // each second
    readers.finish("stopping", "the gateway is stopping");
    // end of the example
}

void event_feeder(const Site& site, RecentEvents& recent, EventReaders& readers, void (*wait_for_a_signal)()) {
    // example of http/events/event_feeder.hpp
    EventFeeder feeder(site.endpoints, recent, readers);
    wait_for_a_signal();
    feeder.stop();
    // end of the example
}

void event_wish(const Request& request, Handler& next, const Respond& respond, Response (*stream_for)(EventWish)) {
    // example of http/events/event_wish.hpp
    const auto parameters = parameters_of(request.query);
    if (*follows(*parameters)) return respond(stream_for(*wish_of(request, *parameters)));
    next.handle(*page_request(request, *parameters), respond);  // as ReadEvents answers
    // end of the example
}

void events(Api& api, const Site& site, Daemon& daemon, Workers& workers, Server& server) {
    // example of http/events/events.hpp
    Events events(api, site.endpoints, daemon, workers, api.answers(), {.streams = 1000});
    server.start(events);
    server.drain(10s, [&] { events.finish(); });  // ends the streams
    events.stop();
    // end of the example
}

}  // namespace
}  // namespace hf::http
