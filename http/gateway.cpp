#include "http/gateway.hpp"

#include <fmt/format.h>

namespace hf::http {
namespace {

constexpr std::size_t worker_threads = 2;
// Each of them may hold a body in memory; what they hold of answers is bounded by itself (--answers).
constexpr std::size_t most_calls_under_way = 500;

// The names by which the places are known.
std::vector<std::string> hosts_of(const std::vector<Listener>& listeners, std::vector<std::string> hosts) {
    for (const auto& listener : listeners)
        if (const auto* address = std::get_if<ListenAddress>(&listener.place())) hosts.push_back(address->host);
    return hosts;
}

}  // namespace

Gateway::Gateway(SiteEndpoints endpoints, std::vector<Listener> listeners, const Options& options, Authenticator& who)
    : server_(std::move(listeners), options.limits,
              options.access_log == "none" ? nullptr : &log_.emplace(options.access_log)),
      workers_(worker_threads),
      daemon_(endpoints, CallRules{.timeout = options.timeout}, most_calls_under_way,
              who.is_required() ? DaemonClient::Callers::known : DaemonClient::Callers::unknown),
      api_(daemon_, workers_, Door(hosts_of(server_.listeners(), options.hosts), options.cors_origins),
           options.answer_bytes),
      events_(api_, std::move(endpoints), daemon_, workers_, api_.answers(), options.events),
      orb_(daemon_, workers_, Door(hosts_of(server_.listeners(), options.hosts), options.cors_origins)),
      who_(who),
      guard_(options.dialect == "orb" ? static_cast<Handler&>(orb_) : events_, who, CrossOrigin(options.cors_origins)) {
    server_.speak_tls(who.context_of_tls());
    server_.start(guard_);
}

tl::expected<void, std::string> Gateway::reload() {
    if (auto read = who_.read(); !read) return read;
    server_.speak_tls(who_.context_of_tls());
    return {};
}

void Gateway::stop(std::chrono::milliseconds longest) {
    // What waits for something answers as it stands, and says that its connection ends.
    server_.drain(longest, [this] {
        workers_.hurry();
        events_.finish();
    });
    events_.stop();
    daemon_.close();
    workers_.close();
}

void Gateway::reopen_log() {
    if (log_) log_->reopen();
}

std::string Gateway::status_line() const {
    return fmt::format("{} connections, {} streams of events; {} requests with wrong credentials, {} failed handshakes",
                       server_.connections(), events_.streams(), guard_.refused(), server_.failed_handshakes());
}

}  // namespace hf::http
