#include "adapters/zeromq/zap_handler.hpp"

#include <spdlog/spdlog.h>

#include <array>

#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/thrown.hpp"

namespace hf::zeromq {
namespace {

// RFC 27: version, request id, domain, address, identity, mechanism, and the credentials of the mechanism.
enum Frame : std::size_t { version, request_id, domain, address, identity, mechanism, credentials };
constexpr std::string_view zap_version = "1.0";

std::optional<Knock> knock_of(const std::vector<std::string>& question) {
    if (question.size() <= mechanism || question[version] != zap_version) return std::nullopt;
    Knock knock{question[address], question[mechanism], {}, question[domain]};
    if (knock.mechanism == "NULL" && question.size() == credentials) return knock;
    if (knock.mechanism != "CURVE" || question.size() != credentials + 1) return std::nullopt;
    knock.key = key_text(question[credentials]);
    if (knock.key.empty()) return std::nullopt;
    return knock;
}

std::optional<std::string> credential_of(const std::vector<std::string>& question, const ZapHandler::Admit& admit) {
    const auto knock = knock_of(question);
    if (!knock) return std::nullopt;
    try {
        auto credential = admit(*knock);
        if (credential && credential->empty()) return std::nullopt;  // it would look as if nobody had been asked
        return credential;
    } catch (...) {
        spdlog::error("a connection from {} is refused: {}", knock->address, thrown());
        return std::nullopt;
    }
}

}  // namespace

ZapHandler::ZapHandler(zmq::context_t& context, Admit admit)
    : admit_(std::move(admit)), socket_(context, zmq::socket_type::router) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.bind("inproc://zeromq.zap.01");
    thread_ = std::thread([this] { run(); });
}

ZapHandler::~ZapHandler() {
    stopping_ = true;
    wakeup_.wake();
    thread_.join();
}

std::vector<std::string> ZapHandler::reply_to(const std::vector<std::string>& question, const Admit& admit) {
    const auto id = question.size() > request_id ? question[request_id] : std::string{};
    const auto credential = credential_of(question, admit);
    if (!credential) return {std::string(zap_version), id, "400", "not known here", "", ""};
    return {std::string(zap_version), id, "200", "", *credential, ""};
}

void ZapHandler::run() {
    std::array items{readable(socket_), readable(wakeup_.fd())};
    while (!stopping_) {
        try {
            poll(items);
            wakeup_.clear();
            while (answer_one()) {
            }
        } catch (...) {
            spdlog::error("a connection gets no answer: {}", thrown());  // its handshake ends by its time-out
        }
    }
    socket_.close();
}

bool ZapHandler::answer_one() {
    zmq::message_t frame;
    if (!receive(socket_, frame)) return false;
    std::vector<std::string> frames{std::string(view(frame))};
    while (frame.more() && receive(socket_, frame)) frames.emplace_back(view(frame));
    if (frames.size() < 2) return true;
    const std::vector question(frames.begin() + 2, frames.end());
    const auto reply = reply_to(question, admit_);
    // By the envelope, since libzmq gives all its questions the same id.
    send(socket_, frames[0], zmq::send_flags::sndmore);
    send(socket_, frames[1], zmq::send_flags::sndmore);
    for (std::size_t i = 0; i < reply.size(); ++i)
        send(socket_, reply[i], i + 1 < reply.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
    return true;
}

}  // namespace hf::zeromq
