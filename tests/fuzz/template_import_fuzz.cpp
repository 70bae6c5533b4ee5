// Any text as a template file, in JSON and in YAML: it is imported or refused, what was imported is the same when it
// is imported again, and what was read is read again from what is written of it.
#include "adapters/json/json_text.hpp"
#include "adapters/yaml/yaml_source.hpp"
#include "adapters/yaml/yaml_writer.hpp"
#include "core/text/utf8.hpp"
#include "ctl/template_file.hpp"
#include "tests/fuzz/support/lively_site.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

constexpr std::size_t most_templates = 20;

std::optional<Value> value_of_yaml(const std::string& text) {
    Value value;
    const auto problem = decode_yaml(text, "templates.yaml", value);
    if (!problem) return value;
    require(is_utf8(in_words(*problem)), "a mistake is reported in words");
    return std::nullopt;
}

void write_again(const Value& file) {
    const auto* map = file.as<ValueMap>();
    if (!map) return;
    require(value_of_json(json_of(*map)) == file, "JSON is read as what was written");
    const MsgpackCodec codec;
    YamlWriter yaml(codec);
    write(*map, yaml);
    require(value_of_yaml(yaml.text()) == file, "YAML is read as what was written");
}

std::optional<ValueList> imported(const std::vector<ValueMap>& entries) {
    ValueList templates;
    for (const auto& entry : entries) {
        auto one = ctl::import_template(entry);
        if (!one) {
            require(!one.error().empty(), "what is not understood is reported");
            return std::nullopt;
        }
        one->fields.try_emplace("provider", "local");
        templates.emplace_back(std::move(one->fields));
    }
    return templates;
}

void import(const Value& file) {
    const auto entries = ctl::templates_in(file);
    if (!entries || entries->size() > most_templates) return;
    auto templates = imported(*entries);
    if (!templates) return;
    const ValueMap body{{"templates", std::move(*templates)}};
    auto site = testing::given(lively_site());
    site.when_message("ImportTemplates", body);
    require(site.accepted() || site.error().code != Code::internal, "a refusal is no failure of ours");
    if (!site.accepted()) return;
    site.when_message("ImportTemplates", body);
    require(site.accepted() && site.events().empty(), "a second import changes nothing");
    require(same_as_replayed(site), "the events alone give the state");
}

void feed(std::string_view input) {
    auto json = value_of_json(input);
    auto yaml = value_of_yaml(std::string(input));
    if (json) write_again(*json);
    if (yaml) write_again(*yaml);
    if (json) import(*json);
    if (yaml && (!json || *json != *yaml)) import(*yaml);
}

const FuzzTarget target("template_import", feed);

}  // namespace
}  // namespace hf::fuzz
