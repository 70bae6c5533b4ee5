// Faults of snapshots, of the archive and of the read models.
#pragma once

#include "core/snapshots/snapshot_items.hpp"
#include "tests/simulation/daemon/seams.hpp"

namespace hf::simulation {

// A snapshot store in front of another one.
class SnapshotsInFront : public Seams, protected SnapshotStore {
public:
    SnapshotStore& snapshots(SnapshotStore& snapshots) override {
        store_ = &snapshots;
        return *this;
    }

protected:
    [[nodiscard]] std::optional<SnapshotHead> head() const override { return store_->head(); }
    std::unique_ptr<Writing> begin() override { return store_->begin(); }
    void clear() override { store_->clear(); }
    [[nodiscard]] std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const override {
        return store_->items(category, from, limit);
    }
    [[nodiscard]] SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit,
                                             std::size_t max_bytes) const override {
        return store_->changed_after(after, limit, max_bytes);
    }

private:
    SnapshotStore* store_ = nullptr;
};

// What a restore leaves out: the open launches.
class RestoresWithoutLaunches final : public SnapshotsInFront {
private:
    [[nodiscard]] std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const override {
        auto items = SnapshotsInFront::items(category, from, limit);
        if (category != Category::request) return items;
        for (auto& item : items) {
            auto request = aggregate_of<Request>(item);
            request.launch.reset();
            item.data = item_of(request).data;
        }
        return items;
    }
};

class LeavesOutAChange final : public SnapshotsInFront {
private:
    class Leaky final : public Writing {
    public:
        explicit Leaky(std::unique_ptr<Writing> writing) : writing_(std::move(writing)) {}
        void put(const SnapshotItem& item) override {
            if (item.category != Category::machine || item.ordinal % 5 != 0 || item.changed_at % 2 != 0)
                writing_->put(item);
        }
        void commit(const SnapshotHead& head) override { writing_->commit(head); }

    private:
        std::unique_ptr<Writing> writing_;
    };

    std::unique_ptr<Writing> begin() override { return std::make_unique<Leaky>(SnapshotsInFront::begin()); }
};

// What changes while a snapshot is collected is not kept for it.
class ForgetsWhatIsSetAside final : public Seams {
public:
    void projected(ReadModels& models, std::span<const NumberedEvent>) override {
        models.read([](const View& view) { std::ignore = const_cast<View&>(view).state.end_setting_aside(); });
    }
};

class PrunesBeforeArchiving final : public Seams, private EventArchive {
public:
    EventArchive& archive(EventArchive& archive) override {
        archive_ = &archive;
        return *this;
    }

private:
    class Lost final : public Writing {
    public:
        void put(const RecordedEvent&) override {}
        void finish() override {}
    };

    std::unique_ptr<Writing> begin(Position, Position) override { return std::make_unique<Lost>(); }
    void read(Position after, const std::function<void(RecordedEvent)>& each) const override {
        archive_->read(after, each);
    }
    [[nodiscard]] std::string location() const override { return archive_->location(); }

    EventArchive* archive_ = nullptr;
};

// A machine that begins to end stays in the lists where it was.
class ForgetsAnIndexMove final : public Seams {
public:
    void projected(ReadModels& models, std::span<const NumberedEvent> batch) override {
        for (const auto& event : batch)
            if (const auto* failed = std::get_if<MachineFailed>(&event.event)) undo(models, failed->machine_id);
    }

private:
    static void undo(ReadModels& models, const MachineId& id) {
        models.read([&](const View& view) {
            auto& index = const_cast<View&>(view).machines;
            const auto& machine = *view.state.find(id);
            auto before = machine;
            before.status = MachineStatus::running;
            index.move(machine.ordinal, index.bitmaps_of(machine), index.bitmaps_of(before));
        });
    }
};

}  // namespace hf::simulation
