// All ways to make machines (`provider_api`), by name.
#pragma once

#include <map>
#include <memory>

#include "adapters/providers/aws/account/account.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

using LaunchHandlers = std::map<std::string, std::unique_ptr<LaunchHandler>, std::less<>>;

LaunchHandlers make_handlers(Account& account, UnavailableOfferings& unavailable, std::chrono::seconds patience);

std::vector<std::string> handler_names();

}  // namespace hf::aws
