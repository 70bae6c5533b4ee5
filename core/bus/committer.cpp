#include "core/bus/committer.hpp"

namespace hf {

void Committer::start() {
    thread_ = std::thread([this] { run(); });
}

void Committer::stop() {
    if (!thread_.joinable()) return;
    with_.queue.close();
    thread_.join();
}

void Committer::run() {
    bool failed = false;
    for (auto batch = with_.queue.take(); !batch.empty(); batch = with_.queue.take()) {
        if (!failed) {
            try {
                commit(batch);
                continue;
            } catch (const std::exception& e) {
                failed = true;
                with_.on_failure(e.what());
            }
        }
        // Whoever asks again from now on mustn't wait for an outcome that never comes.
        with_.ledger.settled(batch);
        for (const auto& command : batch) command.done(std::nullopt);
    }
}

void Committer::commit(std::vector<Commit>& batch) {
    std::vector<RecordedEvent> records;
    std::vector<CommandOutcome> outcomes;
    std::vector<PlacedEvent> events;
    for (auto& command : batch) {
        for (auto& placed : command.events) {
            records.push_back(record(placed, with_.codec));
            events.push_back(std::move(placed));
        }
        if (!command.command_id.empty())
            outcomes.push_back({command.command_id, command.position, command.accepted, command.payload});
    }
    if (!records.empty() || !outcomes.empty()) with_.store.append(records, outcomes);

    with_.models.apply(events);
    // After the read models, so that a repeated command, too, reads its writes.
    with_.ledger.settled(batch);
    with_.publisher.publish(records);
    with_.observer.committed(events);
    for (auto& command : batch)
        command.done(Outcome{command.position, command.accepted, false, std::move(command.payload)});
}

}  // namespace hf
