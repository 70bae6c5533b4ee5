#include "core/retention/damage_watch.hpp"

namespace hf {

void DamageWatch::note(const StoreDamaged& damage) const {
    ++damaged_reads_;
    const auto now = clock_.monotonic();
    const MutexLock lock(mutex_);
    if (logged_ && now - *logged_ < std::chrono::minutes{1}) {
        ++since_;
        return;
    }
    auto text = fmt::format("a read met damage: {}", damage.what());
    if (since_ > 0) text += fmt::format("; {} more met some in the minute before", since_);
    logged_ = now;
    since_ = 0;
    log_.error(text);
}

}  // namespace hf
