// A file of the store with which the system refused to do something, as `errno` has it.
//
//     if (::rename(unfinished.c_str(), store.c_str()) != 0) throw failure_of(store, "create");
//
// Thread-safe.
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "core/ports/event_store.hpp"

namespace hf::sqlite {

inline StoreError failure_of(const std::filesystem::path& file, std::string_view doing) {
    return StoreError(fmt::format("{}: {}: {}", file.string(), doing, std::system_category().message(errno)));
}

}  // namespace hf::sqlite
