#include "core/domain/template/template_events.hpp"

namespace hf {

Template created_by(const TemplateCreated& event, const EventMeta& meta) {
    Template tmpl;
    tmpl.spec = event.spec;
    tmpl.created_at = meta.time;
    return tmpl;
}

void evolve(Template& tmpl, const TemplateUpdated& event, const EventMeta&) {
    // What a check has found is true of the template as it was.
    tmpl.validity = Validity::unknown;
    tmpl.findings.clear();
    if (event.spec.provider != tmpl.spec.provider || event.spec.configuration != tmpl.spec.configuration)
        tmpl.found_attributes.clear();
    tmpl.spec = event.spec;
    tmpl.failed_starts = 0;
}

void evolve(Template& tmpl, const TemplateRetired&, const EventMeta&) { tmpl.retired = true; }

void evolve(Template& tmpl, const TemplateValidated& event, const EventMeta& meta) {
    tmpl.validity = event.validity;
    tmpl.findings = event.findings;
    // An inconclusive check keeps the attributes found earlier.
    if (event.by == Validator::provider && event.validity != Validity::unknown)
        tmpl.found_attributes = event.attributes;
    tmpl.validated_at = meta.time;
}

}  // namespace hf
