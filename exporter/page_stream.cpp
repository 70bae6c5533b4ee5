#include "exporter/page_stream.hpp"

#include <fmt/format.h>

#include "adapters/system/system_clock.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// However many events arrive, messages come no more often than an eye can follow.
constexpr auto between_messages = 200ms;
constexpr auto longest_silence = 10s;
// A page that was cut off reconnects after this time.
constexpr auto retry = 2000ms;

}  // namespace

std::optional<std::string> PageStream::next() {
    const bool first = !figures_;
    if (!first) {
        board_.pause(std::chrono::ceil<std::chrono::milliseconds>(told_ + between_messages - steady_clock::now()));
        changes_ = board_.wait_for_change(changes_, 1s);
    }
    if (board_.closed()) return std::nullopt;
    auto news = board_.look([&](const Knowledge& known) { return news_for(seen_, known); });
    const auto now = steady_clock::now();
    if (!first && !news.reset && news.rows.is_null() && news.figures == *figures_) {
        if (now - told_ < longest_silence) return std::string{};
        told_ = now;
        return ": still here\n\n";
    }
    seen_ = news.seen;
    figures_ = news.figures;
    told_ = now;
    return fmt::format("{}id: {}\ndata: {}\n\n", first ? fmt::format("retry: {}\n", retry.count()) : "", seen_->text(),
                       news.text(SystemClock().now()));
}

}  // namespace hf::exporter
