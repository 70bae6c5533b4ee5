// The file of principals: who may connect, and what each of them may do.
//
//     auto principals = load_principals("/etc/hostfactory/principals.yaml");
//     if (!principals) std::cerr << principals.error();   // "file:7: principals[2].roles … "
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "core/access/principals.hpp"

namespace hf {

// The errors are texts for people, with file and line where there is one.
tl::expected<Principals, std::string> load_principals(const std::string& file);

}  // namespace hf
