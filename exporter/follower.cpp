#include "exporter/follower.hpp"

#include <spdlog/spdlog.h>

#include "client/client.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;

constexpr auto between_questions = 1s;
constexpr auto until_back = 500ms;

// Logs the same trouble only once.
class Trouble {
public:
    void tell(std::string_view what, const CallFailure& failure) {
        if (failure.error.message == last_) return;
        last_ = failure.error.message;
        spdlog::warn("{}: {}", what, last_);
    }
    void over(std::string_view what) {
        if (!last_.empty()) spdlog::info("{}: answers again", what);
        last_.clear();
    }

private:
    std::string last_;
};

bool has_another_store(const Board& board) {
    return board.look(
        [](const Knowledge& known) { return known.daemon && known.daemon->status.store_id != known.history; });
}

}  // namespace

Follower::Follower(Board& board, OpenSource open, SiteEndpoints endpoints)
    : board_(board), open_(std::move(open)), endpoints_(std::move(endpoints)) {
    events_ = std::thread([this] { follow_events(); });
    try {
        questions_ = std::thread([this] { ask_the_daemon(); });
    } catch (...) {
        board_.close();
        events_.join();
        throw;
    }
}

Follower::~Follower() {
    board_.close();
    events_.join();
    questions_.join();
}

void Follower::follow_events() const {
    while (!board_.closed()) {
        board_.begin();
        const auto source = open_();
        follow(*source);
    }
}

// Runs until the board is closed or the daemon has another history.
void Follower::follow(EventSource& source) const {
    Trouble trouble;
    while (!board_.closed()) {
        auto told = source.next(until_back);
        if (!told) {
            if (is_another_history(told.error())) {
                spdlog::warn("events: {}; starting over", told.error().error.message);
                board_.pause(until_back);
                return;
            }
            trouble.tell("events", told.error());
            board_.pause(until_back);
            continue;
        }
        trouble.over("events");
        if (const auto* event = std::get_if<RecordedEvent>(&*told)) {
            board_.take(*event, source.recovered());
            continue;
        }
        if (auto* snapshot = std::get_if<SiteSnapshot>(&*told)) {
            spdlog::info("events: those up to {} are archived; beginning with the snapshot", snapshot->position);
            board_.begin(FleetView(snapshot->state), std::move(snapshot->store_id));
            continue;
        }
        // The feed's own error may come later, or never if both stores are equally long.
        if (has_another_store(board_)) {
            spdlog::warn("events: the daemon has another store than before; starting over");
            return;
        }
    }
}

void Follower::ask_the_daemon() const {
    Client client(endpoints_, {.timeout = 2s, .patience = 500ms});
    Trouble trouble;
    while (!board_.closed()) {
        auto status = client.query(GetStatus{});
        auto statistics = client.query(GetStatistics{});
        if (status && statistics) {
            trouble.over("hostfactoryd");
            board_.daemon_said({std::move(status->result), std::move(statistics->result)});
        } else {
            trouble.tell("hostfactoryd", status ? statistics.error() : status.error());
            board_.daemon_is_silent();
        }
        board_.pause(between_questions);
    }
}

}  // namespace hf::exporter
