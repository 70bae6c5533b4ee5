#include "ctl/connection.hpp"

#include "adapters/system/system_clock.hpp"

namespace hf::ctl {

tl::expected<Client*, std::string> Connection::open() {
    if (client_) return &*client_;
    std::optional<std::string> file;
    if (!global_.config.empty()) file = global_.config;
    auto site = find_site(file);
    if (!site) return tl::make_unexpected(site.error());
    return &client_.emplace(std::move(site->endpoints),
                            Client::Options{.timeout = global_.timeout(), .on_behalf_of = global_.on_behalf_of});
}

Present present_at(Client& client, Format shown_as) {
    const auto now = SystemClock{}.now();
    if (shown_as != Format::table && shown_as != Format::wide) return now;
    auto status = client.query(GetStatus{});
    return {now, status ? std::move(status->result.clock_steps) : std::vector<ClockStep>{}};
}

}  // namespace hf::ctl
