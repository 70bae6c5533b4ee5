#include "core/bus/query_bus.hpp"

#include <stdexcept>

#include "core/bus/replies.hpp"

namespace hf {

void QueryBus::add(const MessageType& type, Handle handle) {
    if (!handlers_.try_emplace(std::string(type.name), Handler{type, std::move(handle)}).second)
        throw std::logic_error(fmt::format("{} is registered twice", type.name));
}

std::vector<MessageType> QueryBus::types() const {
    std::vector<MessageType> result;
    for (const auto& [name, handler] : handlers_) result.push_back(handler.type);
    return result;
}

Result<QueryBus::Encoding> QueryBus::handle(const QueryEnvelope& envelope) const {
    const auto it = handlers_.find(envelope.type);
    if (it == handlers_.end()) return tl::make_unexpected(no_such_handler("query", envelope.type, types()));
    return it->second.handle(envelope.body.msgpack);
}

std::string QueryBus::reply_to(std::string_view message) const {
    QueryEnvelope envelope;
    if (auto problem = read_envelope(codec_, message, envelope, envelope))
        return error_reply(codec_, envelope.id.value, std::move(*problem));
    try {
        auto encoding = handle(envelope);
        if (!encoding) return error_reply(codec_, envelope.id.value, std::move(encoding.error()));
        Reply reply;
        reply.id = envelope.id.value;
        reply.status = ReplyStatus::ok;
        reply.result = Encoded{std::move(encoding->result)};
        reply.position = encoding->position;
        return codec_.encode(reply);
    } catch (const StoreError& e) {
        return error_reply(codec_, envelope.id.value, error(Code::storage_error, "{}", e.what()));
    } catch (const std::exception& e) {
        return error_reply(codec_, envelope.id.value, error(Code::internal, "{}", e.what()));
    }
}

}  // namespace hf
