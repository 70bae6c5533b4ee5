// The messages to the page: the exporter's state, as JSON.
//
//     std::optional<Seen> seen = read_seen(last_event_id);  // nothing for a new page
//     const auto news = board.look([&](const Knowledge& known) { return news_for(seen, known); });
//     send(news.seen.text(), news.text(now));
//     seen = news.seen;
//
// A message holds states, not events: the rows that have changed since, and figures. So nothing
// piles up for a page that is slow or was away: the next message has what is new by then, and is
// never larger than everything that the page shows. A page that may have missed a row gets
// everything ("reset"). Until history has been read, there are only figures. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "exporter/board.hpp"

namespace hf::exporter {

// How far a page has come.
struct Seen {
    std::string history;  // the store's id
    Position position{};

    [[nodiscard]] std::string text() const { return history + ":" + std::to_string(position); }
    bool operator==(const Seen&) const = default;
};
// Parses what text() has made; nothing if it is anything else.
std::optional<Seen> read_seen(std::string_view text);

struct News {
    Seen seen;
    nlohmann::json figures;
    nlohmann::json rows;  // null: none has changed
    bool reset = false;

    [[nodiscard]] std::string text(Timestamp now) const;
};

News news_for(const std::optional<Seen>& seen, const Knowledge& known);

}  // namespace hf::exporter
