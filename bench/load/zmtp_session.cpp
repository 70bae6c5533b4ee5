#include "bench/load/zmtp_session.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "bench/load/connection.hpp"
#include "bench/wire/zmtp.hpp"
#include "core/wire/envelope.hpp"

namespace hf::bench {
namespace {

using namespace std::string_view_literals;

// The canonical beginning of a reply that is `ok` and no repetition: a map of five fields, v, id and status first.
constexpr auto before_number =
    "\x85\xa1v\x01\xa2id\xb2"
    "b-"sv;
constexpr auto after_number = "\xa6status\xa2ok"sv;
constexpr auto digits = PreparedMessage::placeholder.size();

[[noreturn]] void refuse(std::string_view reply) {
    Reply decoded;
    if (const auto problem = MsgpackCodec().decode(reply, decoded))
        throw std::runtime_error("the daemon has sent a reply that cannot be read");
    if (decoded.error) throw std::runtime_error(fmt::format("the daemon has answered: {}", decoded.error->message));
    throw std::runtime_error(decoded.duplicate ? "the daemon has answered a repetition, and none was sent"
                                               : "the daemon has answered under an id that was not sent");
}

std::string encoded(std::string_view type, const ValueMap& body) {
    return MsgpackCodec().encode(ValueMap{{"v", Value(protocol_version)},
                                          {"id", Value("b-" + std::string(PreparedMessage::placeholder))},
                                          {"type", Value(type)},
                                          {"body", Value(body)}});
}

class ZmtpSession final : public Session {
public:
    explicit ZmtpSession(std::shared_ptr<const std::vector<PreparedMessage>> messages)
        : messages_(std::move(messages)) {}

    [[nodiscard]] std::string greeting() const override { return zmtp::greeting() + zmtp::ready("DEALER"); }

    bool take_greeting(std::string_view& input) override {
        if (!greeted_) greeted_ = zmtp::take_greeting(input);
        if (!greeted_) return false;
        const auto ready = zmtp::take_frame(input);
        if (ready && !(ready->command && ready->body.starts_with("\x05READY")))
            throw std::runtime_error("the server has refused the handshake of ZMTP");
        return ready.has_value();
    }

    void put_message(std::string& out, std::uint64_t number) override {
        (*messages_)[next_].put(out, number);
        next_ = (next_ + 1) % messages_->size();
    }

    std::optional<std::uint64_t> take_reply(std::string_view& input) override {
        while (const auto frame = zmtp::take_frame(input))
            if (!frame->command && !frame->more) return number_of_ok_reply(frame->body);
        return std::nullopt;
    }

private:
    std::shared_ptr<const std::vector<PreparedMessage>> messages_;
    std::size_t next_ = 0;
    bool greeted_ = false;
};

}  // namespace

PreparedMessage prepared(std::string_view type, const ValueMap& body) { return PreparedMessage(encoded(type, body)); }

PreparedMessage framed(std::string_view type, const ValueMap& body) {
    return PreparedMessage(zmtp::frame("", true) + zmtp::frame(encoded(type, body)));
}

std::uint64_t number_of_ok_reply(std::string_view reply) {
    constexpr auto whole = before_number.size() + digits + after_number.size();
    if (reply.size() < whole || !reply.starts_with(before_number) ||
        reply.substr(before_number.size() + digits, after_number.size()) != after_number)
        refuse(reply);
    const auto number = PreparedMessage::read_number(reply.substr(before_number.size(), digits));
    if (!number) refuse(reply);
    return *number;
}

Sessions zmtp_sessions(std::vector<PreparedMessage> messages) {
    auto shared = std::make_shared<const std::vector<PreparedMessage>>(std::move(messages));
    return [shared] { return std::make_unique<ZmtpSession>(shared); };
}

std::string ask_over_zmtp(int port, std::string_view type, const ValueMap& body, std::uint64_t number) {
    Connection connection(port, std::make_unique<ZmtpSession>(
                                    std::make_shared<const std::vector<PreparedMessage>>(1, framed(type, body))));
    connection.put_message(number);
    connection.flush();
    while (true) {
        auto input = connection.receive_some();
        while (const auto frame = zmtp::take_frame(input)) {
            if (frame->command || frame->more) continue;
            static_cast<void>(number_of_ok_reply(frame->body));
            return std::string(frame->body);
        }
    }
}

}  // namespace hf::bench
