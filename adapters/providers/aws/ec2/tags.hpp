// The tags by which hostfactory recognises its machines, and other resources that it created, among
// all those of an account.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "core/ports/provider.hpp"

namespace hf::aws::tag {

inline constexpr auto token = "hostfactory:token";
inline constexpr auto site = "hostfactory:site";
inline constexpr auto request = "hostfactory:request-id";
inline constexpr auto tmpl = "hostfactory:template-id";
inline constexpr auto correlation = "hostfactory:correlation-id";
inline constexpr auto managed_by = "managed-by";

using Tags = std::map<std::string, std::string, std::less<>>;

// The tags of the order and hostfactory's own, which win.
[[nodiscard]] Tags of(const LaunchSpec& order);

// Adds the tags as the parameters `<prefix>ResourceType` and `<prefix>Tag.N.Key|Value`.
void add(Form& form, const std::string& prefix, const std::string& resource, const Tags& tags);

}  // namespace hf::aws::tag
