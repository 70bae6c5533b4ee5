// What the page is told: its state, as JSON.
//
//     std::optional<Seen> seen = read_seen(last_event_id);        // nothing: a new page
//     const auto news = board.look([&](const Knowledge& known) { return news_for(seen, known, now); });
//     send(news.seen.text(), news.text()); seen = news.seen;
//
// It tells states and not events: rows that have changed since, and figures. So nothing piles up for a
// page that is slow or was away: the next message has what is new then, and is never larger than all
// that the page shows. A page that may have missed a row is told everything ("reset"). Before history
// was read there are figures alone. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "exporter/board.hpp"

namespace hf::exporter {

// How far a page is.
struct Seen {
    std::string history;  // the store's id
    Position position{};

    [[nodiscard]] std::string text() const { return history + ":" + std::to_string(position); }
    bool operator==(const Seen&) const = default;
};
// What text() has made; nothing for anything else.
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
