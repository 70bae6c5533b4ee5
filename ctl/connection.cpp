#include "ctl/connection.hpp"

namespace hf::ctl {

tl::expected<Client*, std::string> Connection::open() {
    if (client_) return &*client_;
    std::optional<std::string> file;
    if (!global_.config.empty()) file = global_.config;
    auto site = find_site(file);
    if (!site) return tl::make_unexpected(site.error());
    return &client_.emplace(std::move(site->endpoints), Client::Options{.timeout = global_.timeout()});
}

}  // namespace hf::ctl
