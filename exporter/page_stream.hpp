// PageStream: the messages to one open page, as server-sent events, until the page goes away.
//
//     PageStream stream(board, last_event_id);
//     while (auto piece = stream.next())
//         if (!send(*piece)) break;
//
// It only keeps how far its page has come: nothing piles up while a page is slow. Used by the
// thread of its connection.
#pragma once

#include <optional>
#include <string>

#include "exporter/page_message.hpp"

namespace hf::exporter {

class PageStream {
public:
    PageStream(const Board& board, std::string_view last_event_id) : board_(board), seen_(read_seen(last_event_id)) {}

    // Returns the next message, after waiting up to a second for it; empty if there is none. After
    // a long silence it is a comment, so that proxies see that the connection is alive. No value if
    // the board is closed.
    std::optional<std::string> next();

private:
    const Board& board_;
    std::optional<Seen> seen_;
    std::optional<nlohmann::json> figures_;  // the figures that were sent last
    std::uint64_t changes_ = 0;
    std::chrono::steady_clock::time_point told_{};
};

}  // namespace hf::exporter
