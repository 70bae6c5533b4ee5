// SiteView: all requests, machines, templates and providers, as the daemon has them.
//
//     SiteView view;
//     Subscriber subscriber(site.endpoints, view.subscription());
//     if (const auto failure = view.follow(subscriber, 1s)) fail(*failure);
//     for (const Request* request : view.state().requests()) …             // the newest first
//
// The state is the daemon's own (core/domain/state/state.hpp), made of the same events by the same
// code: what ListRequests, ListMachines and ListTemplates tell at a position, this tells at
// that position, field by field. It needs every event, so its subscription has no
// categories. It may begin with a state of a later position: SiteView(SiteFold(state), position, store).
//
// An event of a newer daemon that this version doesn't know is an error of follow(): then
// the program has to be built with the newer library.
#pragma once

#include "client/read_view.hpp"
#include "core/domain/state/state.hpp"

namespace hf {

class SiteFold {
public:
    SiteFold() = default;
    explicit SiteFold(State state) : state_(std::move(state)) {}

    [[nodiscard]] std::optional<std::string> apply(const RecordedEvent& event);

    [[nodiscard]] const State& all() const { return state_; }
    // The newest first, as the daemon lists them. Valid until the next event.
    [[nodiscard]] std::vector<const Request*> requests() const;
    [[nodiscard]] std::vector<const Machine*> machines() const;
    // With the attributes that the daemon adds when it tells them; what it was told is in all().
    [[nodiscard]] std::vector<Template> templates() const;

private:
    State state_;
};

using SiteView = ReadView<SiteFold>;

}  // namespace hf
