// Calls about templates.
#include <stdexcept>

#include "http/api/bodies.hpp"
#include "http/orb/calls.hpp"
#include "http/orb/list_query.hpp"
#include "http/orb/shapes.hpp"

namespace hf::http::orb {
namespace {

// A template of ORB's, whole or in parts, as far as ORB's own API takes it, with what it lacks to say: the provider,
// and how many machines there may be.
struct GivenTemplate {
    ValueMap fields{};         // of ours
    ValueMap configuration{};  // those keys of it that are given
};

GivenTemplate read_template(Fields& given) {
    GivenTemplate out;
    for (const auto* name : {"name", "description", "provider_api"})
        if (auto text = given.text(name)) out.fields[name] = std::move(*text);
    if (auto provider = given.text("provider_name")) out.fields["provider"] = std::move(*provider);
    if (auto tags = given.map("tags")) out.fields["tags"] = std::move(*tags);
    if (const auto most = given.integer("max_instances")) out.fields["max_number"] = *most;
    ValueMap keys;
    // "instance_type" is what ORB called it before.
    for (const auto* name : {"image_id", "key_name", "user_data", "instance_type", "machine_type"})
        if (auto text = given.text(name)) keys[name] = std::move(*text);
    if (const auto before = keys.extract("instance_type"); !before.empty())
        keys.try_emplace("machine_type", before.mapped());
    if (auto types = given.map("machine_types")) keys["machine_types"] = std::move(*types);
    for (const auto* name : {"security_group_ids", "subnet_ids"})
        if (const auto ids = given.texts(name)) keys[name] = ValueList(ids->begin(), ids->end());
    // A version that the client keeps for itself.
    (void)given.text("version");
    out.configuration = configuration_of(keys);
    return out;
}

void say_template(const std::shared_ptr<Errand>& errand, unsigned status, const std::string& id, std::string_view what,
                  Json findings = Json::array()) {
    errand->answer(status, {{"template_id", id}, {"status", what}, {"validation_errors", std::move(findings)}});
}

// Calls `then` with the template's provider: the one that it names, or the only one that there is.
void with_provider(const std::shared_ptr<Errand>& errand, ValueMap fields, std::function<void(ValueMap)> then) {
    if (fields.contains("provider")) return then(std::move(fields));
    const auto take = [errand, fields = std::move(fields), then = std::move(then)](const Json& list) {
        const auto& providers = list.at("items");
        if (providers.size() == 1) {
            auto named = fields;
            named["provider"] = providers[0].at("name").get<std::string>();
            return then(std::move(named));
        }
        errand->respond(fault_of(
            400, "invalid_input",
            fmt::format("the site has {} enabled providers; say which one with provider_name", list.at("total").dump()),
            {{"field", "provider_name"}}));
    };
    errand->ask("ListProviders", {{"enabled", true}, {"limit", 2}}, take);
}

// The whole template, as CreateTemplate takes it.
ValueMap whole(std::string id, GivenTemplate given) {
    given.fields["template_id"] = std::move(id);
    given.fields["configuration"] = std::move(given.configuration);
    // ORB's API has no number to give, and lists 1.
    given.fields.try_emplace("max_number", 1);
    return std::move(given.fields);
}

// A client that may not see configurations gets the list without them.
void ask_for_templates(const std::shared_ptr<Errand>& errand, const ValueMap& body, const Errand::Then& then) {
    auto full = body;
    full["include_configuration"] = true;
    errand->ask("ListTemplates", std::move(full), then, [errand, body, then](const Error& error) {
        if (error.code != Code::forbidden) return false;
        errand->ask("ListTemplates", body, then);
        return true;
    });
}

ValueMap configuration_in(const Json& found) {
    const auto given = found.find("configuration");
    if (given == found.end()) return {};
    auto read = body_of_json(given->dump(), type_of<Value>);
    if (!read) throw std::runtime_error(read.error().message);
    return std::move(*read);
}

Json templates_in(const Json& page) {
    Json templates = Json::array();
    for (const auto& each : page.at("items")) templates.push_back(template_of(each));
    return templates;
}

Json list_of_templates(const Json& page) {
    auto list = page_of("templates", templates_in(page), page);
    list.erase("count");
    list["success"] = true;
    return list;
}

}  // namespace

void list_templates(const Visit& visit) {
    auto query = ListQuery::of(visit);
    if (!query) return;
    query->filter("provider_name", "provider");
    query->filter("provider_api", "provider_api");
    if (query->is_wrong(visit)) return;
    ask_for_templates(visit.errand, query->body(),
                      [errand = visit.errand](const Json& page) { errand->answer(200, list_of_templates(page)); });
}

void refresh_templates(const Visit& visit) {
    // Nothing is to be read anew: templates are the daemon's, and not in files.
    ask_for_templates(visit.errand, {{"limit", 1000}}, [errand = visit.errand](const Json& page) {
        auto list = list_of_templates(page);
        list.erase("next_cursor");
        errand->answer(200, list);
    });
}

void get_template(const Visit& visit) {
    visit.errand->ask("GetTemplate", {{"template_id", visit.names[0]}},
                      [errand = visit.errand](const Json& found) { errand->answer(200, template_of(found)); });
}

void create_template(const Visit& visit) {
    auto fields = Fields::of_body(visit.request.body);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    const auto id = fields->text("template_id", Fields::Needed::yes);
    auto given = read_template(*fields);
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    visit.errand->about(*id);
    with_provider(visit.errand, whole(*id, std::move(given)), [errand = visit.errand, id = *id](ValueMap body) {
        errand->send("CreateTemplate", std::move(body),
                     [errand, id](const Json&) { say_template(errand, 201, id, "created"); });
    });
}

void validate_template(const Visit& visit) {
    auto fields = Fields::of_body(visit.request.body);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    const auto id = fields->text("template_id").value_or("template");
    auto given = read_template(*fields);
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    with_provider(visit.errand, whole(id, std::move(given)), [errand = visit.errand, id](ValueMap body) {
        errand->ask("ValidateTemplate", {{"template", std::move(body)}}, [errand, id](const Json& checked) {
            Json errors = Json::array();
            for (const auto& finding : checked.at("findings")) {
                const auto field = finding.value("field", std::string{});
                const auto message = finding.at("message").get<std::string>();
                errors.push_back(field.empty() ? message : fmt::format("{}: {}", field, message));
            }
            say_template(errand, 200, id, "validated", std::move(errors));
        });
    });
}

void update_template(const Visit& visit) {
    auto fields = Fields::of_body(visit.request.body);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    auto given = read_template(*fields);
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    const auto& id = visit.names[0];
    given.fields["template_id"] = id;
    const auto say = [errand = visit.errand, id](const Json&) { say_template(errand, 200, id, "updated"); };
    if (given.configuration.empty()) return visit.errand->send("UpdateTemplate", std::move(given.fields), say);
    // The configuration is one field: what is not given of it must be said again, of the version that was read.
    const auto merge = [errand = visit.errand, given = std::move(given), say](const Json& found) {
        auto configuration = configuration_in(found);
        // One type takes the place of several, and the other way round.
        if (given.configuration.contains("vmType")) configuration.erase("vmTypes");
        if (given.configuration.contains("vmTypes")) configuration.erase("vmType");
        for (const auto& [key, value] : given.configuration) configuration.insert_or_assign(key, value);
        auto changed = given.fields;
        changed["configuration"] = std::move(configuration);
        errand->send_for(found.at("version").get<Version>(), "UpdateTemplate", std::move(changed), say);
    };
    visit.errand->ask("GetTemplate", {{"template_id", id}}, merge);
}

void delete_template(const Visit& visit) {
    const auto& id = visit.names[0];
    const auto refused = [errand = visit.errand, id](const Error& error) {
        if (error.code != Code::template_not_found) return false;
        say_template(errand, 200, id, "not_found");
        return true;
    };
    visit.errand->send(
        "DeleteTemplate", {{"template_id", id}},
        [errand = visit.errand, id](const Json&) { say_template(errand, 200, id, "deleted"); }, refused);
}

}  // namespace hf::http::orb
