// PageStream: what one open page is told, as server-sent events, until it goes away.
//
//     PageStream stream(board, request.get_header_value("Last-Event-ID"));
//     while (auto piece = stream.next()) if (!send(*piece)) break;
//
// It keeps how far its page is, and nothing else: while a page is slow, there is nothing that piles up.
// Used by the thread of its connection.
#pragma once

#include <optional>
#include <string>

#include "exporter/page_message.hpp"

namespace hf::exporter {

class PageStream {
public:
    PageStream(const Board& board, std::string_view last_event_id) : board_(board), seen_(read_seen(last_event_id)) {}

    // What there is to tell now, waiting a second for it; empty: nothing. A comment when there was nothing
    // for long, so that what is between notices that somebody is there. No value when the board is closed.
    std::optional<std::string> next();

private:
    const Board& board_;
    std::optional<Seen> seen_;
    std::optional<nlohmann::json> figures_;  // as they were told last
    std::uint64_t changes_ = 0;
    std::chrono::steady_clock::time_point told_{};
};

}  // namespace hf::exporter
