#include "daemon/store_care.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "daemon/configuration.hpp"
#include "daemon/event_transfer.hpp"
#include "daemon/store_restoration.hpp"
#include "daemon/store_verification.hpp"

namespace hf {
namespace {

std::string range_in_words(std::string_view what, std::uint64_t first, std::uint64_t last) {
    return last < first ? fmt::format("no {}", what) : fmt::format("{} {} to {}", what, first, last);
}

std::string extent_in_words(const sqlite::CheckedStore& checked) {
    const auto& has = checked.extent;
    return fmt::format("store {}, {}, {}", checked.id, range_in_words("events", has.first, has.head),
                       range_in_words("command outcomes", has.first_outcome, has.last_outcome));
}

int tell_damages(const std::string& file, const sqlite::CheckedStore& checked) {
    for (const auto& damage : checked.damages) std::cerr << file << ": " << in_words(damage) << '\n';
    std::cerr << fmt::format("{} is damaged: {} of its events and {} of its command outcomes are whole\n", file,
                             checked.events, checked.outcomes);
    return exit_damaged;
}

int verify(const std::string& file, const Codec& codec) {
    const auto checked = verified_store(file, codec);
    if (!checked.whole()) return tell_damages(file, checked);
    std::cout << fmt::format("{}: whole ({}): {}\n", file,
                             checked.sealed ? "a backup, as it was written" : "each row as it was written",
                             extent_in_words(checked));
    return EXIT_SUCCESS;
}

int restore(const StoreCare& care, const std::string& configuration_file, const Codec& codec) {
    const auto found = find_configuration(configuration_file);
    if (!found) {
        std::cerr << found.error() << '\n';
        return exit_configuration;
    }
    const auto tell_step = [](const std::string& what) {
        if (!what.empty()) std::cerr << what << '\n';
    };
    const auto& store = found->configuration.store;
    const auto restored = restore_store(care.restore, store, {.move_aside = care.move_aside, .step = tell_step}, codec);
    if (!restored.checked.whole()) {
        std::cerr << "nothing was restored\n";
        return tell_damages(care.restore, restored.checked);
    }
    std::cout << fmt::format("{} is restored from {}: {}\n", store.path, care.restore,
                             extent_in_words(restored.checked));
    if (!restored.aside.empty()) std::cout << fmt::format("what was there before is in {}\n", restored.aside);
    std::cout << "machines that were launched after the backup are unknown to it: docs/OPERATIONS.md, \"Backup and "
                 "restore\", before you start hostfactoryd\n";
    return EXIT_SUCCESS;
}

}  // namespace

int take_care(const StoreCare& care, const std::string& configuration_file) {
    const MsgpackCodec codec;
    if (!care.verify.empty()) return verify(care.verify, codec);
    if (!care.restore.empty()) return restore(care, configuration_file, codec);
    if (!care.export_from.empty()) {
        const auto done = export_events(care.export_from, std::cout, codec);
        std::cerr << fmt::format("events 1 to {} of the store {}; command outcomes are not in it\n", done.last,
                                 done.store_id);
        return EXIT_SUCCESS;
    }
    const auto done = import_events(std::cin, care.import_to, codec);
    std::cout << fmt::format("{}: events 1 to {} of the store {}; it has no command outcomes\n", care.import_to,
                             done.last, done.store_id);
    return EXIT_SUCCESS;
}

}  // namespace hf
