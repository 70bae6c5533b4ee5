#include "tests/aws/fault_proxy.hpp"

#include <fmt/format.h>

namespace hf::aws::testing {

using namespace std::chrono_literals;

Fault refusal(const std::string& code, int status, const std::string& message) {
    return {Fault::Kind::refuse,
            {status, fmt::format("<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors>"
                                 "<RequestID>r-1</RequestID></Response>",
                                 code, message)}};
}

Fault instead(const std::string& xml) {
    auto answer = xml;
    answer.insert(answer.rfind("</"), "<requestId>r-2</requestId>");
    return {Fault::Kind::refuse, {200, std::move(answer)}};
}

Fault answer_of(const std::string& action, const std::string& xml) {
    return instead(fmt::format("<{0}Response>{1}</{0}Response>", action, xml));
}

FaultProxy::FaultProxy(std::string target)
    : target_(std::move(target)), server_([this](const ServedRequest& request) { return answer(request); }) {}

void FaultProxy::next(const std::string& action, const Fault& fault) {
    const MutexLock lock(mutex_);
    faults_[action].push_back(fault);
    let_go_ = false;
    held_ = 0;
}

Fault FaultProxy::fault_of(const std::string& action) {
    const MutexLock lock(mutex_);
    auto& waiting = faults_[action];
    if (waiting.empty()) return choose_(action);
    auto fault = waiting.front();
    waiting.pop_front();
    return fault;
}

void FaultProxy::otherwise(std::function<Fault(const std::string&)> choose) {
    const MutexLock lock(mutex_);
    choose_ = std::move(choose);
}

bool FaultProxy::wait_for_held() {
    MutexLock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + 60s;
    while (held_ == 0 && changed_.wait_until(lock, until)) continue;
    return held_ > 0;
}

void FaultProxy::let_go() {
    {
        const MutexLock lock(mutex_);
        let_go_ = true;
    }
    changed_.notify_all();
}

std::optional<ServedReply> FaultProxy::answer(const ServedRequest& request) {
    using enum Fault::Kind;
    const auto fault = fault_of(request.parameter("Action"));
    if (fault.kind == refuse) return fault.reply;
    if (fault.kind == drop_request) return std::nullopt;
    HttpRequest forwarded{request.method, target_ + request.path, {}, request.body, 60s, true};
    for (const auto* name : {"authorization", "content-type", "x-amz-date", "x-amz-target"})
        if (const auto it = request.headers.find(name); it != request.headers.end())
            forwarded.headers.emplace_back(it->first, it->second);
    const auto real = http_.send(forwarded);
    if (!real || fault.kind == drop_reply) return std::nullopt;
    ServedReply reply{real->status, real->body};
    if (fault.kind == truncate) reply.body.resize(reply.body.size() / 2);
    if (fault.kind == delay) std::this_thread::sleep_for(300ms);
    if (fault.kind == cut_off) reply.cut_after = reply.body.size() / 2;
    if (fault.kind == hold) {
        MutexLock lock(mutex_);
        ++held_;
        changed_.notify_all();
        while (!let_go_) changed_.wait(lock);
    }
    return reply;
}

}  // namespace hf::aws::testing
