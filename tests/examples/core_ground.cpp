// The examples in the headers of core/text, core/containers, core/messages and core/errors.
#include <fmt/format.h>

#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/import_templates.hpp"
#include "core/containers/partitioned_map.hpp"
#include "core/errors/findings.hpp"
#include "core/errors/own_keys.hpp"
#include "core/messages/convert.hpp"
#include "core/messages/field_description.hpp"
#include "core/messages/field_walk.hpp"
#include "core/messages/rare.hpp"
#include "core/messages/rfc3339.hpp"
#include "core/ports/lane_settings.hpp"
#include "core/text/utf8.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

void utf8(const std::string& name, const std::string& provider_message, std::string& out) {
    // example of core/text/utf8.hpp
    if (!is_utf8(name)) return;                // check input from outside
    out += with_valid_utf8(provider_message);  // make any text safe to write
    // end of the example
}

void partitioned_map(const RequestId& id, const ProviderName& provider) {
    // example of core/containers/partitioned_map.hpp
    PartitionedMap<RequestId, ProviderName> asked;
    asked.insert_or_assign(id, provider);
    if (const auto found = asked.find(id); found != asked.end()) asked.erase(found);
    // end of the example
}

namespace made_up {
// example of core/messages/describe.hpp
struct CreateRequest {
    TemplateId template_id;
    std::uint32_t machine_count{};
    Tags tags;

    static constexpr auto describe =
        message("CreateRequest", "Asks for machines of a template.",
                field<&CreateRequest::template_id>("template_id", "the template to make machines of"),
                field<&CreateRequest::machine_count>("machine_count", "how many").at_least(1),
                field<&CreateRequest::tags>("tags", "kept with the request").optional());
};
// end of the example
const auto& described = type_of<CreateRequest>;
}  // namespace made_up

void convert(LaneSettings& settings) {
    // example of core/messages/convert.hpp
    ValueMap map = to_map(settings);
    if (auto problem = from_map(map, settings)) show(*problem);  // what is wrong, and where
    // end of the example
}

void decoder(const MsgpackCodec& codec, std::string_view bytes) {
    const auto parse = [&](std::string_view from, TokenSink& sink) { return codec.parse(from, sink); };
    // example of core/messages/decoder.hpp
    CreateRequest command;
    Decoder decoder(type_of<CreateRequest>, &command);
    parse(bytes, decoder);
    if (const auto& problem = decoder.problem()) show(*problem);  // the first; problem->others has the rest
    // end of the example
}

void field_description() {
    // example of core/messages/field_description.hpp
    auto fields = describe_fields(type_of<CreateRequest>, std::make_shared<CreateRequest>().get());
    fields[1].path;  // "machine_count"
    fields[1].type;  // "integer"
    fields[1].min;   // 1
    // end of the example
}

void field_walk() {
    // example of core/messages/field_walk.hpp
    walk_fields(type_of<ImportTemplates>, nullptr, [](const WalkedField& field) {
        fmt::print("{}: {}\n", field.path, type_text(*field.info->type));  // "templates[].attributes: …"
    });
    // end of the example
}

void rare(const RequestId& id) {
    // example of core/messages/rare.hpp
    Rare<RequestId> retried_by;
    retried_by = id;
    if (retried_by) use(*retried_by);
    // end of the example
}

void rfc3339_both_ways(Timestamp now) {
    // example of core/messages/rfc3339.hpp
    rfc3339(now);                                // "2026-01-02T03:04:05.000006Z"
    parse_rfc3339("2026-01-02T04:04:05+01:00");  // the same moment, to the second
    // end of the example
}

void token_sink(const MsgpackCodec& codec, CreateRequest& command, std::string_view bytes) {
    const auto parse = [&](std::string_view from, TokenSink& sink) { return codec.parse(from, sink); };
    MsgpackWriter msgpack_writer;
    JsonWriter json_writer(codec);
    Decoder decoder(type_of<CreateRequest>, &command);
    // example of core/messages/token_sink.hpp
    write(command, msgpack_writer);  // C++ value  -> msgpack
    parse(bytes, decoder);           // msgpack    -> C++ value
    parse(bytes, json_writer);       // msgpack    -> JSON
    // end of the example
}

Result<void> findings() {
    // example of core/errors/findings.hpp
    std::vector<Finding> findings;
    findings.push_back({"attributes.ncpus", "must be a whole number from 1, not \"many\""});
    if (auto error = invalid(findings)) return tl::make_unexpected(std::move(*error));
    // end of the example
    return {};
}

}  // namespace
}  // namespace hf
