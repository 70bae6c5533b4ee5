// SiteView: all requests, machines, templates and providers, as the daemon has them.
//
//     SiteView view;
//     Subscriber subscriber(site.endpoints, view.subscription());
//     if (const auto failure = view.follow(subscriber, 1s)) fail(*failure);
//     for (const Request* request : view.state().requests()) …             // the newest first
//
// The state is the daemon's own (core/domain/state/state.hpp), made of the same events by the same
// code: at any position it equals the answers of ListRequests, ListMachines and ListTemplates at
// that position, field by field. It needs every event, so its subscription has no categories. It
// may start with a state of a later position: SiteView(SiteFold(state), position, store).
//
// At a site with principals the feed leaves out what is confidential (RecordedEvent::withheld), so the
// configurations of templates and providers in a view say nothing; GetTemplate and GetProvider show them to
// operators.
//
// follow() fails at an event of a newer daemon that this version does not know: then the program
// has to be built with the newer library.
#pragma once

#include "client/read_view.hpp"
#include "core/domain/state/state.hpp"

namespace hf {

class SiteFold {
public:
    SiteFold() = default;
    explicit SiteFold(State state) : state_(std::move(state)) {}

    // Applies the next event. Returns why it cannot be applied, or nothing.
    [[nodiscard]] std::optional<std::string> apply(const RecordedEvent& event);

    [[nodiscard]] const State& all() const { return state_; }
    // The newest first, as the daemon lists them. The pointers are valid until the next event.
    [[nodiscard]] std::vector<const Request*> requests() const;
    [[nodiscard]] std::vector<const Machine*> machines() const;
    // Templates with the attributes that the daemon adds to its answers; all() has them as they
    // were registered.
    [[nodiscard]] std::vector<Template> templates() const;

private:
    State state_;
};

using SiteView = ReadView<SiteFold>;

}  // namespace hf
