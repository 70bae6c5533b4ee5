#include "core/provisioning/routing.hpp"

#include "core/provisioning/to_do.hpp"

namespace hf {

void Routing::begin(const State& state) {
    for (const auto& request : state.open_requests())
        if (const auto asked = provider_of(request, state)) asked_.insert_or_assign(request.request_id, *asked);
    for (const auto& tmpl : state.templates())
        if (to_do(tmpl)) checking_.insert_or_assign(tmpl.spec.template_id, tmpl.spec.provider);
}

Routing::Parts Routing::parts_of(const Touched& touched, const State& state) {
    Parts parts;
    for (const auto& id : touched.requests) add_request(id, state, parts);
    for (const auto& id : touched.machines) parts.lanes[state.find(id)->spec.provider].machines.push_back(id);
    for (const auto& id : touched.templates) add_template(id, state, parts);
    for (const auto& name : touched.providers) add_provider(name, state, parts);
    return parts;
}

void Routing::add_template(const TemplateId& id, const State& state, Parts& parts) {
    if (const auto was = checking_.extract(id)) parts.lanes[was.mapped()].templates.push_back(id);
    const auto* tmpl = state.find(id);
    if (!tmpl || !to_do(*tmpl)) return;
    auto& here = parts.lanes[tmpl->spec.provider].templates;
    if (here.empty() || here.back() != id) here.push_back(id);
    checking_.emplace(id, tmpl->spec.provider);
}

void Routing::add_request(const RequestId& id, const State& state, Parts& parts) {
    const auto& request = *state.find(id);
    const auto provider = provider_of(request, state);
    if (!provider) return;
    parts.lanes[*provider].requests.push_back(id);
    auto& asked = asked_.try_emplace(id, *provider).first->second;
    if (asked != *provider) parts.lanes[std::exchange(asked, *provider)].requests.push_back(id);
    if (!request.open()) asked_.erase(id);
}

void Routing::add_provider(const ProviderName& name, const State& state, Parts& parts) {
    const auto* provider = state.find(name);
    const auto version = provider ? provider->version : 0;
    // With the same version, only the numbers of its requests and machines are others.
    if (std::exchange(versions_[name], version) == version) return;
    parts.lanes[name].providers.push_back(name);
    parts.providers.push_back(name);
}

}  // namespace hf
