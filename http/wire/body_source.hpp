// BodySource: the body of a response that comes little by little and has no end yet, as a stream of events. The server
// takes from it what there is whenever the reader has taken what was there before, so that a slow reader makes nothing
// wait but itself.
//
//     class Countdown final : public BodySource {
//         void begin(std::function<void()>) override {}  // never called: there is always something to take
//         bool take(std::size_t, std::vector<Piece>& pieces) override {
//             const auto text = std::make_shared<const std::string>(std::to_string(left));
//             pieces.push_back({text, *text});
//             return --left > 0;
//         }
//         void end() override {}
//         int left = 3;
//     };
//
// begin(), take() and end() are called by the server's thread, which they must not keep.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace hf::http {

// Bytes that many bodies may have in common; `holder` keeps them while they are written.
struct Piece {
    std::shared_ptr<const void> holder;
    std::string_view bytes;
};

class BodySource {
public:
    virtual ~BodySource() = default;
    // Called once, before anything is taken. `wake` has the server take again; any thread may call it, at any time.
    virtual void begin(std::function<void()> wake) = 0;
    // Adds what is there to be written, and stops once it is `most` bytes. Returns false if the body ends with it.
    // Where nothing was added, the server waits until it is woken.
    virtual bool take(std::size_t most, std::vector<Piece>& pieces) = 0;
    // The last call: the body is at its end, or nobody reads it any more.
    virtual void end() = 0;
};

}  // namespace hf::http
