// Follower: brings what happens at the daemon to the board, on two threads of its own: one for the
// events, one that asks the daemon each second how it is.
//
//     Follower follower(board, follow_feed(site.endpoints), site.endpoints);
//     …
//     board.close();          // and it ends
//
// A daemon that is away is waited for. One with another store is another history: all begins anew.
#pragma once

#include <thread>

#include "exporter/board.hpp"
#include "exporter/event_source.hpp"

namespace hf::exporter {

class Follower {
public:
    // The board must outlive it.
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
