#include "client/wire.hpp"

#include "adapters/msgpack/msgpack_codec.hpp"

namespace hf {
namespace {

// Replies are bounded by the daemon's limits.reply_bytes; these limits only stop nonsense.
constexpr DecodeLimits limits_of_replies{64, 50'000'000};

}  // namespace

const Codec& wire_codec() {
    static const MsgpackCodec codec;
    return codec;
}

std::optional<Problem> read_from_daemon(std::string_view msgpack, const TypeInfo& type, void* target) {
    Decoder decoder(type, target, UnknownFields::ignore, limits_of_replies);
    auto broken = wire_codec().parse(msgpack, decoder);
    if (decoder.problem()) return decoder.problem();
    if (broken) return Problem{{}, std::move(*broken)};
    return std::nullopt;
}

}  // namespace hf
