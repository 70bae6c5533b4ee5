#include "daemon/admission.hpp"

#include <charconv>

#include "adapters/system/unix_account.hpp"

namespace hf {
namespace {

struct Process {
    uid_t uid{};
    gid_t gid{};
};

// libzmq writes the kernel's word as "localhost:<uid>:<gid>:<pid>", and no address of a network looks so.
std::optional<Process> process_at(std::string_view address) {
    const auto number = [&](auto& value) {
        const auto colon = address.find(':');
        if (colon == std::string_view::npos) return false;
        address.remove_prefix(colon + 1);
        const auto [end, error] = std::from_chars(address.data(), address.data() + address.size(), value);
        return error == std::errc{} && end != address.data();
    };
    Process process;
    if (!address.starts_with("localhost:") || !number(process.uid) || !number(process.gid)) return std::nullopt;
    return process;
}

const Principal* principal_of(const zeromq::Knock& knock, const Principals& principals) {
    if (knock.mechanism == "CURVE") return principals.holder_of({knock.key});
    const auto process = process_at(knock.address);
    if (!process) return nullptr;
    const auto account = account_of(process->uid, process->gid);
    return principals.process_of(account.user, account.groups);
}

}  // namespace

std::optional<std::string> Admission::name_of(const zeromq::Knock& knock) {
    const auto principals = access_.principals();
    const auto* const principal = principals ? principal_of(knock, *principals) : nullptr;
    if (principal) {
        admitted_.add();
        return principal->name.value;
    }
    refused_.add();
    tell_refusal(knock);
    return std::nullopt;
}

void Admission::tell_refusal(const zeromq::Knock& knock) {
    const auto now = clock_.monotonic();
    if (lines_.next_call(now) > now) {
        ++untold_;
        return;
    }
    lines_.called();
    log_.warn(fmt::format("a connection from {}{}{} is refused: no principal of this site has it{}", knock.address,
                          knock.key.empty() ? "" : " with the key ", knock.key,
                          untold_ > 0 ? fmt::format(" ({} more refusals were not logged)", untold_) : ""));
    untold_ = 0;
}

}  // namespace hf
