// Follower: feeds the board from the daemon, with two threads of its own: one follows the events,
// the other asks the daemon each second for its state.
//
//     Follower follower(board, follow_feed(site.endpoints), site.endpoints);
//     …
//     board.close();          // ends the threads
//
// If the daemon is gone, the follower waits for it. If it has another store, that is another
// history: everything begins anew.
#pragma once

#include <thread>

#include "exporter/board.hpp"
#include "exporter/event_source.hpp"

namespace hf::exporter {

class Follower {
public:
    // The board must outlive the follower.
    Follower(Board& board, OpenSource open, SiteEndpoints endpoints);
    // Closes the board.
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

private:
    void follow_events() const;
    void follow(EventSource& source) const;
    void ask_the_daemon() const;

    Board& board_;
    OpenSource open_;
    SiteEndpoints endpoints_;
    std::thread events_;
    std::thread questions_;
};

}  // namespace hf::exporter
