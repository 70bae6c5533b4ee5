#include "core/domain/rules/moved_store.hpp"

#include <fmt/format.h>

#include "core/messages/rfc3339.hpp"

namespace hf {
namespace {

bool differ(const std::string& one, const std::string& other) { return !one.empty() && !other.empty() && one != other; }

std::string named(const Home& home) { return home.host_name.empty() ? "another host" : "host " + home.host_name; }

}  // namespace

std::string why_not_at_home(const StoreHome& home, const Home& here) {
    if (auto setback = home.setback(); !setback.empty()) return setback;
    const auto last = home.last();
    if (!last) return {};
    if (differ(last->host, here.host))
        return fmt::format("was at work on {} since {}, and this is another host{}", named(*last), rfc3339(last->since),
                           here.host_name.empty() ? "" : " (" + here.host_name + ")");
    if (differ(last->file, here.file))
        return fmt::format("is a copy: its original was at work on this host since {}", rfc3339(last->since));
    return {};
}

Home completed(Home here, const StoreHome& home) {
    const auto last = home.last();
    if (!last) return here;
    if (here.host.empty()) {
        here.host = last->host;
        here.host_name = last->host_name;
    }
    if (here.file.empty()) here.file = last->file;
    return here;
}

bool is_settled(const StoreHome& home, const Home& here) {
    const auto last = home.last();
    return last && last->same_place(here) && home.setback().empty();
}

}  // namespace hf
