// StartProgress: how far a start is that reads a large store.
//
//     progress.begins("checking events", 5'000'000);  // a text that lives on
//     progress.comes_to(1'200'000);
//     show(progress.in_words());  // "checking events: 1200000 of 5000000 (24 %)"
//
// Thread-safe. What one part reads while another one begins may show with that one's name for a moment.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace hf {

class StartProgress {
public:
    void begins(const char* what, std::uint64_t all) {
        done_ = 0;
        all_ = all;
        what_ = what;
    }
    void comes_to(std::uint64_t done) { done_ = done; }

    [[nodiscard]] std::string in_words() const {
        const std::uint64_t all = all_;
        const std::uint64_t done = done_;
        if (all == 0) return what_.load();
        return fmt::format("{}: {} of {} ({} %)", what_.load(), done, all,
                           static_cast<unsigned>(100.0 * static_cast<double>(done) / static_cast<double>(all)));
    }

private:
    std::atomic<const char*> what_ = "opening the store";
    std::atomic<std::uint64_t> done_ = 0;
    std::atomic<std::uint64_t> all_ = 0;
};

}  // namespace hf
