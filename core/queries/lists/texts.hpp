// Texts: the parts of an item that the filters `q` and `tags` look at.
#pragma once

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"

namespace hf {

struct Texts {
    std::string_view id;
    std::string_view name;
    const Tags& tags;
};

inline const Tags no_tags;

inline Texts texts_of(const Template& t) { return {t.spec.template_id.value, t.spec.name, t.spec.tags}; }
inline Texts texts_of(const Request& r) { return {r.request_id.value, {}, r.tags}; }
inline Texts texts_of(const Machine& m) { return {m.spec.machine_id.value, m.spec.name, m.spec.tags}; }
inline Texts texts_of(const ProviderAggregate& p) { return {p.name.value, {}, no_tags}; }

// True if all of the tags are present with these values.
bool has_all(const Texts& texts, const Tags& tags);

// A text to find in id, name or tags. The letters A to Z count as a to z.
class Searched {
public:
    explicit Searched(std::string_view text);
    [[nodiscard]] bool in(const Texts& texts) const;
    [[nodiscard]] bool in(std::string_view text) const;
    [[nodiscard]] std::string_view text() const { return lower_; }

private:
    std::string lower_;
};

}  // namespace hf
