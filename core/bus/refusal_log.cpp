#include "core/bus/refusal_log.hpp"

#include "core/text/utf8.hpp"

namespace hf {
namespace {

// What a decision has found is between the client and the daemon.
bool matters(const Error& refusal) {
    switch (refusal.code) {
        case Code::malformed:
        case Code::unsupported_version:
        case Code::busy:
        case Code::unauthorized:
        case Code::forbidden: return true;
        default: return false;
    }
}

}  // namespace

void RefusalLog::note(const Error& refusal, std::string_view type, const Sender& sender) {
    if (!matters(refusal)) return;
    std::optional<std::uint64_t> untold;
    {
        const MutexLock lock(mutex_);
        untold = lines_.next(name_of(refusal.code), clock_.monotonic());
    }
    if (!untold) return;
    const auto party = sender.credential.empty() ? std::string{} : fmt::format(" of \"{}\"", sender.party());
    log_.warn(fmt::format("{} from {}{} is refused, {}: {}{}",
                          type.empty() ? "a message" : shortened(std::string(type)),
                          sender.address.empty() ? "an unknown address" : sender.address, party, name_of(refusal.code),
                          refusal.message, and_untold(*untold)));
}

}  // namespace hf
