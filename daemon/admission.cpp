#include "daemon/admission.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/system/unix_account.hpp"
#include "adapters/zeromq/listen_options.hpp"

namespace hf {
namespace {

struct Process {
    uid_t uid{};
    gid_t gid{};
};

// Takes a number, and the character behind it, from the text's front.
template <class Number>
Number take_number(std::string_view& text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
    return number;
}

// libzmq writes the kernel's word as "localhost:<uid>:<gid>:<pid>", and no address of a network looks so.
std::optional<Process> process_at(std::string_view address) {
    constexpr std::string_view here = "localhost:";
    if (!address.starts_with(here)) return std::nullopt;
    auto numbers = address.substr(here.size());
    Process process;
    process.uid = take_number<uid_t>(numbers);
    process.gid = take_number<gid_t>(numbers);
    // Anything that reads like these numbers, and was not written so, is no word of the kernel's.
    if (!address.starts_with(fmt::format("{}{}:{}:", here, process.uid, process.gid))) return std::nullopt;
    return process;
}

using Credential = tl::expected<std::string, std::string>;  // or why there is none

constexpr auto nobody = "no principal of this site has it";
constexpr auto not_at_the_feed = "it sees what it has ordered alone (security.visibility), by ReadEvents";

// The groups are looked up where they can matter alone: that may take long, and other handshakes wait.
Credential credential_of(const Process& process, const Principals& principals) {
    const auto user = user_named(process.uid);
    if (!user) return tl::make_unexpected(user.error());
    if (auto own = principals.credential_of_user(*user)) return std::move(*own);
    if (!principals.has_groups()) return tl::make_unexpected(nobody);
    const auto groups = groups_named(*user, process.gid);
    if (!groups) return tl::make_unexpected(groups.error());
    if (auto of_group = principals.credential_of_member(*user, *groups)) return std::move(*of_group);
    return tl::make_unexpected(nobody);
}

Credential credential_of(const zeromq::Knock& knock, const Principals& principals) {
    if (knock.mechanism == "CURVE") {
        if (auto known = principals.credential_of_key({knock.key})) return std::move(*known);
    } else if (const auto process = process_at(knock.address)) {
        return credential_of(*process, principals);
    }
    return tl::make_unexpected(nobody);
}

}  // namespace

std::optional<std::string> Admission::credential_of(const zeromq::Knock& knock) {
    const auto principals = access_.principals();
    auto credential = principals ? hf::credential_of(knock, *principals) : tl::make_unexpected(nobody);
    if (credential && knock.domain == feed_domain && !may_hear(knock, *credential))
        credential = tl::make_unexpected(std::string(not_at_the_feed));
    if (credential) {
        admitted_.add();
        return std::move(*credential);
    }
    refused_.add();
    tell_refusal(knock, credential.error());
    return std::nullopt;
}

bool Admission::may_hear(const zeromq::Knock& knock, const std::string& credential) const {
    const auto caller = access_.caller({knock.address, credential}, {});
    return caller && caller->sees_all;
}

void Admission::tell_refusal(const zeromq::Knock& knock, const std::string& why) {
    const auto untold = lines_.next("refused", clock_.monotonic());
    if (!untold) return;
    log_.warn(fmt::format("a connection from {}{}{} is refused: {}{}", knock.address,
                          knock.key.empty() ? "" : " with the key ", knock.key, why, and_untold(*untold)));
}

}  // namespace hf
