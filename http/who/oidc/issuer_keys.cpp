#include "http/who/oidc/issuer_keys.hpp"

#include <spdlog/spdlog.h>

namespace hf::http {

using std::chrono::steady_clock;

IssuerKeys::IssuerKeys(std::string issuer, Fetch fetch, KeyRules rules)
    : issuer_(std::move(issuer)), fetch_(std::move(fetch)), rules_(std::move(rules)), thread_([this] { run(); }) {}

IssuerKeys::~IssuerKeys() {
    {
        const MutexLock lock(mutex_);
        leaving_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::shared_ptr<const KeySet> IssuerKeys::now() const {
    const MutexLock lock(mutex_);
    return keys_;
}

bool IssuerKeys::look_for_more() {
    {
        const MutexLock lock(mutex_);
        if (under_way_) return true;
        if (steady_clock::now() < fetched_ + rules_.pause) return false;
        wanted_ = true;
    }
    changed_.notify_all();
    return true;
}

bool IssuerKeys::must_wait() const { return !leaving_ && !wanted_ && steady_clock::now() < next_; }

void IssuerKeys::run() {
    while (!leaving_) {
        fetch_once();
        MutexLock lock(mutex_);
        while (must_wait()) changed_.wait_until(lock, Time(next_));
        under_way_ = true;
        wanted_ = false;
    }
}

void IssuerKeys::fetch_once() {
    std::string fault;
    try {
        if (auto document = fetch_(leaving_))
            take(*document);
        else
            fault = std::move(document.error());
    } catch (const std::exception& failure) {
        fault = failure.what();
    }
    const auto now = steady_clock::now();
    const MutexLock lock(mutex_);
    under_way_ = false;
    fetched_ = now;
    next_ = now + (fault.empty() && keys_ ? rules_.refresh : std::min(rules_.refresh, rules_.pause));
    if (!fault.empty() && !leaving_)
        spdlog::warn("the keys of {} can't be fetched: {}; {}", issuer_, fault,
                     keys_ ? "those of before stay" : "none of its tokens can be checked until then");
}

void IssuerKeys::take(const std::string& document) {
    if (document == document_) return;
    auto read = KeySet::parse(document, rules_.algorithms);
    if (!read) {
        spdlog::warn("the keys of {} can't be used: {}", issuer_, read.error());
        return;
    }
    spdlog::info("{} has {} keys", issuer_, read->size());
    auto keys = std::make_shared<const KeySet>(std::move(*read));
    document_ = document;
    const MutexLock lock(mutex_);
    keys_ = std::move(keys);
}

}  // namespace hf::http
