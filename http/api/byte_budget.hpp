// ByteBudget: how many bytes of answers the gateway holds at a time, so that many large ones, or readers that take
// theirs slowly, cannot take all of its memory.
//
//     ByteBudget budget(256 << 20);
//     response.held = budget.take(response.body.size());  // let go when the response is written
//     if (!response.held) response = problem_of(Refusal::too_many_requests, "…");
//
// Any thread may call it. What it has given out may outlive it.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace hf::http {

// Counts its bytes as long as anybody has it.
using HeldBytes = std::shared_ptr<const void>;

class ByteBudget {
public:
    explicit ByteBudget(std::size_t most) : most_(most) {}

    // Returns null if there is no room. Where nothing is held there is room for anything, or a large answer would never
    // be given.
    [[nodiscard]] HeldBytes take(std::size_t bytes);
    // Counts them whether there is room or not: those of a command that was carried out.
    [[nodiscard]] HeldBytes add(std::size_t bytes);

    [[nodiscard]] bool is_full() const { return *used_ >= most_; }
    [[nodiscard]] std::size_t used() const { return *used_; }

private:
    [[nodiscard]] HeldBytes hold(std::size_t bytes) const;

    const std::size_t most_;
    const std::shared_ptr<std::atomic<std::size_t>> used_ = std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace hf::http
