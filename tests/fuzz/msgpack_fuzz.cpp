// Any bytes that a client sends are answered or refused, and everything that is accepted can be
// encoded again.
#include <cstdlib>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/wire/envelope.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const hf::MsgpackCodec codec;
    hf::CommandEnvelope command;
    if (codec.decode({reinterpret_cast<const char*>(data), size}, command)) return 0;

    hf::CommandEnvelope again;
    if (codec.decode(codec.encode(command), again)) std::abort();
    hf::ValueMap body;
    (void)codec.decode(command.common.body.msgpack, body);
    return 0;
}
