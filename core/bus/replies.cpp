#include "core/bus/replies.hpp"

namespace hf {

std::string error_reply(const Codec& codec, std::string_view id, Error error) {
    Reply reply;
    reply.id = id;
    reply.status = ReplyStatus::error;
    reply.error = std::move(error);
    return codec.encode(reply);
}

}  // namespace hf
