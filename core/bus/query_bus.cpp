#include "core/bus/query_bus.hpp"

#include <stdexcept>

#include "core/messages/confidential.hpp"
#include "core/ports/store_damaged.hpp"
#include "core/wire/replies.hpp"

namespace hf {

void QueryBus::add(const MessageType& type, Handle handle) {
    if (!handlers_
             .try_emplace(std::string(type.name), Handler{type, std::move(handle), confidential_fields(*type.result)})
             .second)
        throw std::logic_error(fmt::format("{} is registered twice", type.name));
    statistics_.add(type.name);
}

std::vector<MessageType> QueryBus::types() const {
    std::vector<MessageType> result;
    for (const auto& [name, handler] : handlers_) result.push_back(handler.type);
    return result;
}

Result<QueryBus::Encoding> QueryBus::handle(const QueryEnvelope& envelope, const Sender& sender) const {
    const auto caller = access_.caller(sender, envelope.on_behalf_of.value_or(""));
    if (!caller) return tl::make_unexpected(caller.error());
    const auto it = handlers_.find(envelope.type);
    if (it == handlers_.end()) return tl::make_unexpected(no_such_handler("query", envelope.type, types()));
    if (auto refusal = refusal_of(*caller, envelope.type, it->second.type.role))
        return tl::make_unexpected(std::move(*refusal));
    const auto& [type, handle, confidential] = it->second;
    const bool whole = confidential.empty() || caller->sees_confidential();
    auto encoding = handle(envelope.body.msgpack, *caller, whole);
    if (encoding && !whole) encoding->withheld = confidential;
    return encoding;
}

Reply QueryBus::answer_to(std::string_view message, const Sender& sender, QueryEnvelope& envelope) const {
    Reply reply;
    reply.status = ReplyStatus::error;
    if (auto problem = read_envelope(codec_, message, envelope)) {
        reply.error = std::move(*problem);
        return reply;
    }
    try {
        auto encoding = handle(envelope, sender);
        if (!encoding) {
            reply.error = std::move(encoding.error());
            return reply;
        }
        reply.status = ReplyStatus::ok;
        reply.result = Encoded{std::move(encoding->result)};
        reply.position = encoding->position;
        if (!encoding->withheld.empty()) reply.withheld = std::move(encoding->withheld);
    } catch (const StoreDamaged& e) {
        reply.error = error(Code::storage_error, "{}", e.what());
        reply.error->retryable = false;  // what is damaged stays so
    } catch (const StoreError& e) {
        reply.error = error(Code::storage_error, "{}", e.what());
    } catch (const std::exception& e) {
        reply.error = error(Code::internal, "{}", e.what());
    }
    return reply;
}

std::string QueryBus::reply_to(std::string_view message, const Sender& sender) const {
    const auto begun = context_.clock.monotonic();
    QueryEnvelope envelope;
    auto reply = answer_to(message, sender, envelope);
    reply.id = envelope.id.value;
    if (refusals_ && reply.error) refusals_->note(*reply.error, envelope.type, sender);
    auto encoded = codec_.encode(reply);
    statistics_.record(envelope.type, context_.clock.monotonic() - begun, reply.status == ReplyStatus::ok);
    return encoded;
}

}  // namespace hf
