#include "core/pipeline/committer.hpp"

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
        in_hand_ = batch.size();
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
        in_hand_ = 0;
        for (const auto& command : batch) command.done(std::nullopt);
    }
}

void Committer::commit(std::vector<Commit>& batch) {
    std::vector<RecordedEvent> records;
    std::vector<CommandOutcome> outcomes;
    std::vector<NumberedEvent> events;
    std::vector<std::size_t> counts;
    for (auto& command : batch) {
        counts.push_back(command.events.size());
        for (auto& placed : command.events) {
            records.push_back(record(placed, with_.codec));
            events.push_back(std::move(placed));
        }
        if (!command.command_id.empty())
            outcomes.push_back({command.command_id, command.position, command.accepted, command.payload});
    }
    if (!records.empty() || !outcomes.empty()) append(records, outcomes);
    in_hand_ = 0;

    const auto [at_rest, touched] = with_.models.commit(events);
    // After the read models, so that a repeated command, too, reads its writes.
    with_.ledger.settled(batch, at_rest);
    with_.publisher.publish(records);
    for (auto* observer : with_.observers) observer->committed(events, touched);
    std::span<const NumberedEvent> rest(events);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto& command = batch[i];
        command.done(
            Outcome{command.position, command.accepted, false, std::move(command.payload), rest.first(counts[i])});
        rest = rest.subspan(counts[i]);
    }
}

void Committer::append(std::span<const RecordedEvent> records, std::span<const CommandOutcome> outcomes) {
    const auto begun = std::chrono::steady_clock::now();
    with_.store.append(records, outcomes);
    sync_.record(std::chrono::steady_clock::now() - begun);
    ++batches_;
    events_ += records.size();
}

CommitFigures Committer::figures() const {
    const std::uint64_t batches = batches_;
    const std::uint64_t events = events_;
    const auto average = batches == 0 ? 0.0 : static_cast<double>(events) / static_cast<double>(batches);
    return {batches, events, average, sync_.figures()};
}

}  // namespace hf
