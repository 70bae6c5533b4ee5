#include "ctl/dry_run.hpp"

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/system/uuid_v7_source.hpp"
#include "core/wire/envelope.hpp"

namespace hf::ctl {

std::string would_be_sent(const MessageType& type, const ValueMap& body, const DryRun& with, Format format) {
    ValueMap envelope{{"v", protocol_version},
                      {"id", with.id.empty() ? UuidV7Source{}.next() : with.id},
                      {"type", type.name},
                      {"body", body},
                      {"deadline_ms", with.deadline.count()}};
    if (!with.on_behalf_of.empty()) envelope["on_behalf_of"] = with.on_behalf_of;
    if (with.expected_version) envelope["expected_version"] = *with.expected_version;

    // The envelope does not know the type of its body; here it is known.
    const auto& declared = CommandEnvelope::describe.fields;
    std::vector<FieldInfo> fields(declared.begin(), declared.end());
    for (auto& field : fields)
        if (field.type->kind == Kind::encoded) field.type = type.body;
    auto shown = type_of<CommandEnvelope>;
    shown.fields = fields;
    return rendered(format, Value(envelope), shown, {}, MsgpackCodec{}, {});
}

}  // namespace hf::ctl
