#include "daemon/store_verification.hpp"

#include <fmt/format.h>

#include "adapters/archive/zstd_event_archive.hpp"
#include "core/domain/history/event.hpp"
#include "daemon/configuration.hpp"

namespace hf {

sqlite::StoreCheckOptions checks_of_contents(const Codec& codec) {
    return {.look_at = [&codec](const RecordedEvent& event) -> std::optional<std::string> {
                try {
                    restore(event, codec);
                    return std::nullopt;
                } catch (const std::exception& unreadable) {
                    return fmt::format("its contents can't be read: {}", unreadable.what());
                }
            },
            .progress = {}};
}

std::optional<std::string> gap_in_archive(const std::filesystem::path& archive, const std::string& store_id,
                                          Position first, const Codec& codec) {
    Position last = 0;
    try {
        ZstdEventArchive(archive, store_id, codec).read(0, [&](const RecordedEvent& event) {
            if (event.position == last + 1) ++last;
        });
    } catch (const std::exception& damage) {
        return damage.what();
    }
    if (last + 1 >= first) return std::nullopt;
    return fmt::format("{} lacks the events {} to {}, which were pruned from the store", archive.string(), last + 1,
                       first - 1);
}

std::filesystem::path archive_of(const std::filesystem::path& file) {
    return StoreSettings{.path = file.string(), .retention = {}}.archive_path();
}

sqlite::CheckedStore verified_store(const std::filesystem::path& file, const Codec& codec) {
    auto checked = sqlite::check_store(file, checks_of_contents(codec));
    std::error_code none;
    const auto archive = archive_of(file);
    if (checked.id.empty() || (checked.extent.first == 1 && !std::filesystem::exists(archive, none))) return checked;
    if (const auto gap = gap_in_archive(archive, checked.id, checked.extent.first, codec))
        checked.damages.push_back({sqlite::FoundDamage::Part::archive, 0, 0, *gap});
    return checked;
}

}  // namespace hf
