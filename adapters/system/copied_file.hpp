// Copies a file: under its name is all of it, on stable storage, or what was there before.
//
//     if (const auto wrong = copy_file_whole("/srv/hostfactory.db", "/var/lib/hostfactory/copy.db")) fail(*wrong);
//
// The copy is "….new" until it is whole; what an earlier attempt has left under that name is begun anew. It has mode
// 0600. A file that has the name already is replaced.
//
// Any thread may call it, one at a time for a name. Errors: what is wrong, in words with the path.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace hf {

[[nodiscard]] std::optional<std::string> copy_file_whole(const std::filesystem::path& from,
                                                         const std::filesystem::path& to);

}  // namespace hf
