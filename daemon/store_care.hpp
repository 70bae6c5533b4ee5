// What hostfactoryd does with stores when it is not a daemon: --verify-store, --restore, --export and --import.
//
//     if (care.asked()) return take_care(care, configuration_file);  // the exit status
//
// Says what it finds on standard error, and what it has done on standard output. Called by one thread.
// Errors: as exit statuses; exceptions are failures that main reports.
#pragma once

#include <string>

namespace hf {

struct StoreCare {
    std::string verify;  // the file; the others are empty
    std::string restore;
    std::string export_from;
    std::string import_to;
    bool move_aside = false;  // with restore

    [[nodiscard]] bool asked() const {
        return !verify.empty() || !restore.empty() || !export_from.empty() || !import_to.empty();
    }
};

inline constexpr int exit_damaged = 3;
inline constexpr int exit_configuration = 78;  // EX_CONFIG: systemd need not try again

int take_care(const StoreCare& care, const std::string& configuration_file);

}  // namespace hf
