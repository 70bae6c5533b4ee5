// ReadView: a state that is made of the daemon's events and follows them.
//
//     struct Starts {  // a Fold: how the state changes with each event
//         std::map<std::string, int> by_template;
//
//         void apply(const RecordedEvent& event) { ++by_template[event.stream]; }
//         std::string encode() const;  // for checkpoints
//         static tl::expected<Starts, std::string> decode(std::string_view bytes);
//     };
//
//     void follow() {
//         auto view = ReadView<Starts>::resume(contents_of("starts.view")).value_or(ReadView<Starts>());
//         Subscriber subscriber(site.endpoints, view.subscription());
//         while (true) {
//             if (const auto failure = view.follow(subscriber, 1s)) fail(*failure);
//             if (subscriber.live()) show(view.state());
//             write_atomically("starts.view", view.checkpoint());
//         }
//     }
//
// A view starts with an empty state at position 0, or with a state and its position, from a
// checkpoint or from a snapshot that the daemon gave. It counts each event once: events at or before
// its position are skipped. A checkpoint holds the position, the store's id and the state in the
// fold's own encoding; since they are written together, they match however often the program dies.
//
// client/site_view.hpp has a fold of all requests, machines and templates.
//
// Not thread-safe. Errors: values. When the fold refuses an event (its apply() returns a
// std::optional<std::string> that says why), the view stays before that event, and follow() fails
// from then on.
#pragma once

#include <concepts>

#include "client/checkpoint.hpp"
#include "client/subscriber.hpp"

namespace hf {

template <class F>
concept Folds = requires(F fold, const RecordedEvent& event) {
    fold.apply(event);
};

// A fold whose state can be encoded for a checkpoint, and decoded again.
template <class F>
concept Keepable = requires(const F fold, std::string_view bytes) {
    { fold.encode() } -> std::convertible_to<std::string>;
    { F::decode(bytes) } -> std::same_as<tl::expected<F, std::string>>;
};

template <Folds Fold>
class ReadView {
public:
    ReadView() = default;
    // Starts with a state, the position of the last event in it, and the id of the store that the
    // position belongs to.
    ReadView(Fold state, Position position, std::string store_id)
        : state_(std::move(state)), position_(position), store_id_(std::move(store_id)) {}

    [[nodiscard]] const Fold& state() const { return state_; }
    // The position of the last event in the state.
    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] const std::string& store_id() const { return store_id_; }

    // Returns the subscription that continues this view.
    [[nodiscard]] Subscription subscription(std::vector<Category> categories = {}) const {
        return {position_, store_id_, std::move(categories)};
    }

    // Takes events from the subscriber until none is left for now, or the timeout is over. It waits
    // for the first event, but no longer than the timeout.
    [[nodiscard]] std::optional<CallFailure> follow(Subscriber& subscriber, std::chrono::milliseconds timeout) {
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        auto wait = timeout;
        do {
            if (refused_) return refused_;
            const auto event = subscriber.next(wait);
            if (!event) return event.error();
            store_id_ = subscriber.store_id();
            if (!*event) break;
            if (auto why = take(**event)) refused_ = unreadable({{}, std::move(*why)}, {});
            wait = std::chrono::milliseconds(0);
        } while (std::chrono::steady_clock::now() < deadline);
        return refused_;
    }

    // Takes the next event, from any source. Returns why the fold refuses it, or nothing.
    [[nodiscard]] std::optional<std::string> take(const RecordedEvent& event) {
        if (event.position <= position_) return std::nullopt;
        if constexpr (std::is_void_v<decltype(state_.apply(event))>) {
            state_.apply(event);
        } else {
            if (std::optional<std::string> why = state_.apply(event)) return why;
        }
        position_ = event.position;
        return std::nullopt;
    }

    // Returns the bytes from which resume() makes this view again.
    [[nodiscard]] std::string checkpoint() const requires Keepable<Fold> {
        return Checkpoint{position_, store_id_, state_.encode()}.bytes();
    }
    // Makes a view of a checkpoint's bytes. The error says what is wrong with them.
    static tl::expected<ReadView, std::string> resume(std::string_view bytes) requires Keepable<Fold> {
        auto checkpoint = Checkpoint::of(bytes);
        if (!checkpoint) return tl::make_unexpected(std::move(checkpoint.error()));
        auto state = Fold::decode(checkpoint->state);
        if (!state) return tl::make_unexpected(std::move(state.error()));
        return ReadView(std::move(*state), checkpoint->position, std::move(checkpoint->store_id));
    }

private:
    Fold state_{};
    Position position_{};
    std::string store_id_;
    std::optional<CallFailure> refused_;
};

}  // namespace hf
