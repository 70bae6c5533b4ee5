// When the store was backed up last, as the backup's mark beside the store says.
//
//     if (const auto when = last_backup(settings.last_backup_path())) show(*when);  // nothing: never
//
// Thread-safe. No errors: a mark that can't be looked at is none.
#pragma once

#include <optional>
#include <string>

#include "core/messages/timestamp.hpp"

namespace hf {

std::optional<Timestamp> last_backup(const std::string& mark);

}  // namespace hf
