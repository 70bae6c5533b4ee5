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
inline constexpr auto name = "Name";  // AWS's own: what its console calls the machine

// EC2's limit. Its own tags, which begin with aws:, do not count.
inline constexpr std::size_t most_of_a_machine = 50;

using Tags = std::map<std::string, std::string, std::less<>>;

// The tags of the order, hostfactory's own, which win, and the template's instanceName as the Name, if there is room
// and no other Name.
[[nodiscard]] Tags of(const LaunchSpec& order);

// Adds the tags as the parameters `<prefix>ResourceType` and `<prefix>Tag.N.Key|Value`.
void add(Form& form, const std::string& prefix, const std::string& resource, const Tags& tags);

}  // namespace hf::aws::tag
