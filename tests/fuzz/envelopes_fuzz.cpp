// Any bytes as a message: what is accepted is written and read again as the same, what is not is refused as malformed
// or of another version, and a client that gets the bytes as a reply survives them.
#include "adapters/json/json_writer.hpp"
#include "core/domain/history/recorded_event.hpp"
#include "core/wire/heartbeat.hpp"
#include "core/wire/replies.hpp"
#include "tests/fuzz/support/site_queries.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

const MsgpackCodec codec;

template <class Message>
void read_and_write(std::string_view input) {
    Message message;
    if (codec.decode(input, message, UnknownFields::ignore)) return;
    const auto bytes = codec.encode(message);
    Message again;
    require(!codec.decode(bytes, again), "what is written can be read");
    require(codec.encode(again) == bytes, "what is read is what was written");
}

template <class Envelope>
void read_as_request(std::string_view input) {
    Envelope envelope;
    if (const auto refusal = read_envelope(codec, input, envelope))
        require(refusal->code == Code::malformed || refusal->code == Code::unsupported_version,
                "a message that is not understood is refused as such");
}

void feed(std::string_view input) {
    read_as_request<CommandEnvelope>(input);
    read_as_request<QueryEnvelope>(input);
    read_and_write<CommandEnvelope>(input);
    read_and_write<QueryEnvelope>(input);
    read_and_write<Reply>(input);
    read_and_write<RecordedEvent>(input);
    read_and_write<HeartbeatMessage>(input);
    read_and_write<Value>(input);

    JsonWriter json(codec);
    static_cast<void>(codec.parse(input, json));
    static_cast<void>(json.text());

    static const SiteQueries site;
    static_cast<void>(site.reply_to(input));
}

const FuzzTarget target("envelopes", feed);

}  // namespace
}  // namespace hf::fuzz
