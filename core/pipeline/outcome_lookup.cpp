#include "core/pipeline/outcome_lookup.hpp"

#include <algorithm>

namespace hf {

std::optional<CommandOutcome> OutcomeLookup::find(std::string_view command_id, std::span<const OutcomeNumber> numbers) {
    const auto batch = read_with_others(numbers);
    if (batch->failure) std::rethrow_exception(batch->failure);
    const auto found = std::find_if(batch->outcomes.begin(), batch->outcomes.end(), [&](const CommandOutcome& outcome) {
        return outcome.command_id == command_id &&
               std::find(numbers.begin(), numbers.end(), outcome.number) != numbers.end();
    });
    return found == batch->outcomes.end() ? std::nullopt : std::optional(*found);
}

std::shared_ptr<const OutcomeLookup::Batch> OutcomeLookup::read_with_others(std::span<const OutcomeNumber> numbers) {
    MutexLock lock(mutex_);
    if (!next_) next_ = std::make_shared<Batch>();
    const auto batch = next_;
    batch->numbers.insert(batch->numbers.end(), numbers.begin(), numbers.end());
    while (reading_ && !batch->read) changed_.wait(lock);
    if (batch->read) return batch;

    reading_ = true;
    next_.reset();
    lock.unlock();
    read(*batch);
    lock.lock();
    batch->read = true;
    reading_ = false;
    changed_.notify_all();
    return batch;
}

std::size_t OutcomeLookup::waiting() const {
    const MutexLock lock(mutex_);
    return next_ ? next_->numbers.size() : 0;
}

void OutcomeLookup::read(Batch& batch) const {
    try {
        batch.outcomes = store_.outcomes(batch.numbers);
    } catch (...) {
        batch.failure = std::current_exception();
    }
}

}  // namespace hf
