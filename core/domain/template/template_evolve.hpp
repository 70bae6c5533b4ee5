// What events make of a template. Each function changes the template alone; State::apply() stamps
// it with the event's place and keeps what is derived from it.
#pragma once

#include "core/domain/template/template_events.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

Template created_by(const TemplateCreated& event, const EventMeta& meta);

void evolve(Template& tmpl, const TemplateUpdated& event, const EventMeta& meta);
void evolve(Template& tmpl, const TemplateRetired& event, const EventMeta& meta);
void evolve(Template& tmpl, const TemplateValidated& event, const EventMeta& meta);

}  // namespace hf
