#include "tests/vectors/samples.hpp"

#include <algorithm>
#include <utility>

#include "adapters/msgpack/msgpack_writer.hpp"

namespace hf::testing {
namespace {

using Texts = std::map<std::string_view, std::string_view>;

// Texts by the name of the field. A list of texts has the plural of its element's name.
const Texts texts{
    {"after", "41:-created_at:n"},
    {"client", "batch-scheduler/2.4 maria@login1"},
    {"command_id", "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},
    {"correlation_id", "nightly-4711"},
    {"description", "Two cores, for short jobs – 2 vCPU"},
    {"error", "no_capacity"},
    {"field", "configuration.command[0]"},
    {"health_reason", "connection refused"},
    {"instance_type", "m5.large"},
    {"machine_id", "i-0a1b2c3d4e5f60718"},
    {"message", "there is no such program"},
    {"name", "node-7"},
    {"next", "41:-created_at:n"},
    {"on_behalf_of", "maria"},
    {"owner", "maria"},
    {"principal", "symphony"},
    {"private_ip", "10.0.0.7"},
    {"project", "blue"},
    {"provider_api", "RunInstances"},
    {"public_ip", "203.0.113.7"},
    {"q", "nightly"},
    {"reason", "no longer needed"},
    {"request_id", "req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},
    {"sort", "-created_at"},
    {"status_reason", "2 of 3 machines came up: no capacity"},
    {"store_id", "0193a1b2-0000-7000-8000-000000000001"},
    {"stream", "req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},
    {"template_name", "Small (2 cores)"},
    {"token", "hf-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b-1"},
    {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
    {"type", "process"},
    {"user_id", "maria"},
    {"version", "0.1.0"},
    {"withheld", "config"},
};

// Texts by type, for strings with a type of their own.
const Texts texts_of_types{
    {"command id", "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},
    {"machine id", "i-0a1b2c3d4e5f60718"},
    {"provider name", "aws-eu"},
    {"request id", "req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},
    {"secret reference", "env:AWS_SECRET_ACCESS_KEY"},
    {"template id", "small"},
};

const std::map<std::string_view, std::int64_t> numbers{
    {"asked", 3},
    {"attempt", 2},
    {"category_position", 300},
    {"deadline_ms", 30'000},
    {"duration_us", 123'456},
    {"expected_version", 7},
    {"limit", 50},
    {"machine_count", 3},
    {"max_number", 200},
    {"offset", 100},
    {"position", 70'000},
    {"priority", 5},
    {"schema", 1},
    {"succeeded_count", 2},
    {"timeout_s", 3600},
    {"total", 1234},
    {"v", 1},
};

// 2026-01-02T03:04:05.000006Z
constexpr Timestamp a_time{1'767'323'045'000'006};

// Maps whose fields only their owner knows.
ValueMap value_map(std::string_view name) {
    if (name == "attributes") return {{"ncores", 2}, {"ncpus", 2}, {"nram", 4096}, {"type", "X86_64"}};
    if (name == "details") return {{"pid", 4711}, {"zone", "eu-central-1a"}};
    if (name == "config") return {{"directory", "/var/lib/hostfactory/machines"}, {"grace_s", 10}};
    return {{"command", ValueList{"/usr/bin/env", "sleep", "600"}},
            {"environment", ValueMap{{"LANG", "C.UTF-8"}}},
            {"nice", -5},
            {"share", 0.5},
            {"shell", false},
            {"user", Value()}};
}

// In the order of their bytes, as in maps.
std::vector<std::string_view> keys_of(std::string_view name) {
    if (name == "tags") return {"owner", "project"};
    if (name == "category_positions") return {"machine", "provider", "request", "template"};
    if (name == "requests") return {"complete", "in_progress"};
    if (name == "machines" || name == "counts") return {"running", "terminated"};
    return {"first", "second"};
}

class Sampling {
public:
    Sampling(Which which, TokenSink& sink) : which_(which), sink_(sink) {}

    void object(std::span<const FieldInfo> fields) {
        const auto wanted = [&](const FieldInfo& field) { return which_ == Which::all || field.required; };
        const auto holds_encoded = [](const FieldInfo& field) { return field.type->kind == Kind::encoded; };
        const bool outside = std::exchange(in_event_, std::any_of(fields.begin(), fields.end(), holds_encoded));
        sink_.begin_map(static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), wanted)));
        for (const auto& field : fields) {
            if (!wanted(field)) continue;
            sink_.key(field.name);
            value(field.name, *field.type, field.bounds);
        }
        sink_.end_map();
        in_event_ = outside;
    }

    void value(std::string_view name, const TypeInfo& type, const Bounds& bounds) {
        switch (type.kind) {
            case Kind::boolean: return sink_.boolean(which_ == Which::all);
            case Kind::integer: return integer(name, bounds);
            case Kind::number: return sink_.number(0.25);
            case Kind::string: return sink_.string(text(name, type));
            case Kind::enumeration: return sink_.string(which_ == Which::all ? type.choices.back() : type.choices[0]);
            case Kind::time: return sink_.time(a_time);
            case Kind::list: return list(name, *type.element, bounds);
            case Kind::map: return map(name, *type.element, bounds);
            case Kind::object: return object(type.fields);
            case Kind::value: return sink_.string("anything");
            case Kind::encoded: return encoded();
        }
    }

private:
    void integer(std::string_view name, const Bounds& bounds) {
        const auto known = numbers.find(name);
        sink_.integer(std::clamp<std::int64_t>(known == numbers.end() ? 7 : known->second, bounds.low, bounds.high));
    }

    // The events in answers are ProviderDisabled events.
    [[nodiscard]] std::string text(std::string_view name, const TypeInfo& type) const {
        if (in_event_ && name == "type") return "ProviderDisabled";
        if (in_event_ && name == "stream") return "aws-eu";
        if (const auto own = texts_of_types.find(type.name); own != texts_of_types.end())
            return std::string(own->second);
        if (const auto known = texts.find(name); known != texts.end()) return std::string(known->second);
        std::string words(name);
        std::replace(words.begin(), words.end(), '_', ' ');
        return words;
    }

    // A short sample is empty unless the bounds require an element.
    [[nodiscard]] bool empty(const Bounds& bounds) const { return which_ == Which::required && bounds.low < 1; }

    void list(std::string_view name, const TypeInfo& element, const Bounds& bounds) {
        sink_.begin_list(empty(bounds) ? 0 : 1);
        if (!empty(bounds)) value(name.substr(0, name.size() - (name.ends_with('s') ? 1 : 0)), element, {});
        sink_.end_list();
    }

    void map(std::string_view name, const TypeInfo& element, const Bounds& bounds) {
        if (empty(bounds)) {
            sink_.begin_map(0);
            return sink_.end_map();
        }
        if (element.kind == Kind::value) return write(value_map(name), sink_);
        const auto keys = keys_of(name);
        sink_.begin_map(keys.size());
        for (const auto key : keys) {
            sink_.key(key);
            value(key, element, {});
        }
        sink_.end_map();
    }

    void encoded() {
        MsgpackWriter writer;
        write(ValueMap{{"name", "aws-eu"}, {"reason", "maintenance"}}, writer);
        sink_.encoded(writer.take());
    }

    Which which_;
    TokenSink& sink_;
    bool in_event_ = false;
};

}  // namespace

void write_sample(const TypeInfo& type, Which which, TokenSink& sink) { Sampling(which, sink).value({}, type, {}); }

std::string sample_bytes(const TypeInfo& type, Which which) {
    MsgpackWriter writer;
    write_sample(type, which, writer);
    return writer.take();
}

}  // namespace hf::testing
