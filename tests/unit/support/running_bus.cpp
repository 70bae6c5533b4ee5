#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {

RunningBus::RunningBus(Site site)
    : ledger({clock, ids, store, codec, site.limits, std::move(site.types), queue,
              [this](const std::string& what) { failed(what); }}),
      committer(
          {clock, queue, store, codec, ledger, models, *this, [this](const std::string& what) { failed(what); }}) {
    add_every_command(commands);
    committer.start({this});
    const Events facts{provider_registered(), template_created("small", {.max_number = -1})};
    got(decide("", [&](const State&, const Context&) -> AnyDecision { return AnyAccepted{{}, facts}; }));
}

RunningBus::~RunningBus() {
    store.release();
    committer.stop();
}

RunningBus::ToldOutcome RunningBus::decide(const std::string& id, const Decide& decide) {
    auto promise = std::make_shared<std::promise<std::optional<Heard>>>();
    auto future = promise->get_future();
    ledger.decide({id, id, id, std::nullopt}, decide, [promise](const CommandOutcome* outcome, bool duplicate, auto) {
        promise->set_value(outcome ? std::optional(Heard{*outcome, duplicate}) : std::nullopt);
    });
    return future;
}

std::vector<RecordedEvent> RunningBus::published() const {
    const MutexLock lock(mutex_);
    return published_;
}

std::vector<Position> RunningBus::observed() const {
    const MutexLock lock(mutex_);
    return observed_;
}

std::vector<std::string> RunningBus::failures() const {
    const MutexLock lock(mutex_);
    return failures_;
}

void RunningBus::publish(std::vector<RecordedEvent> events) {
    const MutexLock lock(mutex_);
    published_.insert(published_.end(), events.begin(), events.end());
}

void RunningBus::inform(CommitObserver* observer) {
    const MutexLock lock(mutex_);
    informed_ = observer;
}

void RunningBus::committed(std::span<const NumberedEvent> batch, const Touched& touched) {
    const MutexLock lock(mutex_);
    for (const auto& placed : batch) observed_.push_back(placed.meta.position);
    if (informed_) informed_->committed(batch, touched);
}

void RunningBus::failed(const std::string& what) {
    const MutexLock lock(mutex_);
    failures_.push_back(what);
}

}  // namespace hf::testing
