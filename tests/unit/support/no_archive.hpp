// NoArchive: where nothing was archived.
#pragma once

#include "core/ports/event_archive.hpp"

namespace hf::testing {

class NoArchive final : public EventArchive {
public:
    std::unique_ptr<Writing> begin(Position, Position) override { throw ArchiveError("there is no archive"); }
    void read(Position, const std::function<void(RecordedEvent)>&) const override {}
    [[nodiscard]] std::string location() const override { return "nowhere"; }
};

}  // namespace hf::testing
