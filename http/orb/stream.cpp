// The stream of a request: its status as server-sent events, until it has ended or the time is over. The daemon is
// asked at the client's interval, and whatever differs from the event before is a further event.
//
// The events are sent together at the end, since a response here has its whole body at once.
#include <atomic>
#include <memory>

#include "core/domain/request/request.hpp"
#include "http/orb/calls.hpp"
#include "http/orb/fields.hpp"
#include "http/orb/request_reports.hpp"
#include "http/orb/shapes.hpp"

namespace hf::http::orb {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr double shortest_interval_s = 0.5;
constexpr double longest_interval_s = 60;
constexpr double longest_stream_s = 3600;
// What a client may ask for is more than what is held for one that may have gone meanwhile.
constexpr milliseconds longest_held{300'000};
constexpr std::size_t most_bytes = 1024 * 1024;
constexpr int most_streams = 200;

// Counts the streams that are under way.
class Place {
public:
    Place() : is_free_(taken_.fetch_add(1) < most_streams) {}
    ~Place() { taken_.fetch_sub(1); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    [[nodiscard]] bool is_free() const { return is_free_; }

private:
    inline static std::atomic<int> taken_ = 0;
    const bool is_free_;
};

bool has_ended(const Json& request) {
    const auto status = enum_from<RequestStatus>(request.value("status", std::string{}));
    // What does not exist will not change.
    return status ? !is_open(*status) : request.contains("error");
}

class Stream : public std::enable_shared_from_this<Stream> {
public:
    Stream(std::shared_ptr<Errand> errand, std::string id, milliseconds interval, milliseconds longest)
        : errand_(std::move(errand)),
          id_(std::move(id)),
          interval_(interval),
          deadline_(steady_clock::now() + longest) {}

    [[nodiscard]] bool has_place() const { return place_.is_free(); }

    void look() {
        ask_for_reports(errand_, {id_}, [self = shared_from_this()](Json reports) { self->take(std::move(reports)); });
    }

private:
    void take(Json reports) {
        const bool is_last = has_ended(reports.at(0));
        const auto data = list_of("requests", std::move(reports)).dump(-1, ' ', false, Json::error_handler_t::replace);
        if (data != last_) events_ += fmt::format("data: {}\n\n", data);
        last_ = data;
        // An empty event says that there is nothing more to come.
        if (is_last) events_ += "data: {}\n\n";
        if (is_last || events_.size() > most_bytes || errand_->hurried() || steady_clock::now() + interval_ > deadline_)
            return end();
        errand_->later(interval_, [self = shared_from_this()] { self->look(); });
    }

    void end() {
        Response response;
        response.headers.set("Content-Type", "text/event-stream; charset=utf-8");
        response.headers.set("Cache-Control", "no-cache");
        response.headers.set("X-Accel-Buffering", "no");
        response.body = std::move(events_);
        errand_->respond(std::move(response));
    }

    const Place place_;
    const std::shared_ptr<Errand> errand_;
    const std::string id_;
    const milliseconds interval_;
    const steady_clock::time_point deadline_;
    std::string last_;
    std::string events_;
};

milliseconds of_seconds(double seconds) { return milliseconds{static_cast<std::int64_t>(seconds * 1000)}; }

}  // namespace

void stream_request(const Visit& visit) {
    auto fields = Fields::of_query(visit.request.query);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    const auto interval = fields->number("interval", shortest_interval_s, longest_interval_s, 2);
    const auto timeout = fields->number("timeout", 1, longest_stream_s, 300);
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    const auto longest = std::min(of_seconds(timeout), longest_held);
    const auto stream = std::make_shared<Stream>(visit.errand, visit.names[0], of_seconds(interval), longest);
    if (!stream->has_place())
        return visit.errand->respond(
            fault_of(Refusal::too_many_requests, fmt::format("{} streams are under way", most_streams)));
    stream->look();
}

}  // namespace hf::http::orb
