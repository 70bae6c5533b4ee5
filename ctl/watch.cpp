#include "ctl/watch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <thread>

#include "client/subscriber.hpp"
#include "ctl/output.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// However many events arrive, the answer is shown no more often than an eye can follow.
constexpr milliseconds between_answers = 200ms;
constexpr milliseconds until_back = 1000ms;

constexpr std::string_view clear_screen = "\x1b[H\x1b[2J\x1b[3J";

// Waits for the next look, by the clock or by the feed.
class Rhythm {
public:
    Rhythm(Client& client, std::optional<milliseconds> every) : client_(client), every_(every) {}

    void wait(Position since) {
        if (every_) return std::this_thread::sleep_for(*every_);
        if (!feed_) feed_.emplace(client_.endpoints(), Subscription{.after = since});
        while (true) {
            const auto event = feed_->next(10s);
            // The next query meets the same trouble, and reports it.
            if (!event || feed_->standing().trouble) return std::this_thread::sleep_for(until_back);
            if (*event) break;
        }
        const auto look = steady_clock::now() + between_answers;
        while (steady_clock::now() < look)
            if (!feed_->next(std::chrono::ceil<milliseconds>(look - steady_clock::now()))) return;
    }

private:
    Client& client_;
    std::optional<milliseconds> every_;
    std::optional<Subscriber> feed_;
};

}  // namespace

Watch::Watch() : redraw(::isatty(STDOUT_FILENO) == 1) {}

tl::expected<std::optional<milliseconds>, std::string> watch_interval(const std::string& seconds) {
    if (seconds == "true") return std::nullopt;
    double number{};
    const auto* const end = seconds.data() + seconds.size();
    const auto read = std::from_chars(seconds.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || !(number >= 0.01 && number <= 1e6))
        return tl::make_unexpected(fmt::format("--watch must be a number of seconds from 0.01, not \"{}\"", seconds));
    return milliseconds(static_cast<std::int64_t>(number * 1000));
}

ExitStatus keep_showing(Client& client, const Watch& watch) {
    end_well_when_interrupted();
    Rhythm rhythm(client, watch.every);
    std::optional<std::string> last;
    bool told = false;
    while (true) {
        const auto reply = watch.ask();
        if (!reply) {
            const bool gone = reply.error().kind == CallFailure::Kind::unreachable && last;
            if (!gone) return tell(reply.error(), watch.message);
            if (!told) tell(reply.error());
            told = true;
            std::this_thread::sleep_for(until_back);
            continue;
        }
        told = false;
        if (last != reply->result.msgpack) {
            const auto text = watch.show(reply->result);
            const auto before = watch.redraw ? std::string(clear_screen) : last ? watch.between : std::string{};
            if (!print(before + text)) return ExitStatus::ok;
            last = reply->result.msgpack;
        }
        rhythm.wait(reply->position);
    }
}

void end_well_when_interrupted() {
    std::signal(SIGINT, [](int) { ::_exit(static_cast<int>(ExitStatus::ok)); });
}

}  // namespace hf::ctl
