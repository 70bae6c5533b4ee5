#include "core/wire/replies.hpp"

#include <tuple>

namespace hf {
namespace {

// The only field that messages of every version have.
struct Versioned {
    Value v;

    static constexpr auto describe = message("Message", "A command or a query of any version.",
                                             field<&Versioned::v>("v", "version of the protocol").optional());
};

}  // namespace

std::string error_reply(const Codec& codec, std::string_view id, Error error) {
    Reply reply;
    reply.id = id;
    reply.status = ReplyStatus::error;
    reply.error = std::move(error);
    return codec.encode(reply);
}

std::optional<Error> unspoken_version(const Codec& codec, std::string_view message) {
    Versioned versioned;
    // Even truncated bytes state their version if it comes before the break.
    std::ignore = codec.decode(message, versioned, UnknownFields::ignore);
    const auto& v = versioned.v;
    const bool a_number = v.as<std::int64_t>() || v.as<std::uint64_t>();
    if (!a_number || v == Value(protocol_version)) return std::nullopt;
    return error(Code::unsupported_version, "version {} of the protocol is not spoken here; version {} is", in_words(v),
                 protocol_version);
}

}  // namespace hf
