// Template: a description of a kind of machine, and where to get it.
#pragma once

#include "core/domain/values/counting.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/domain/values/tags.hpp"
#include "core/errors/finding.hpp"
#include "core/messages/describe.hpp"

namespace hf {

enum class PriceType : std::uint8_t { ondemand, spot, heterogeneous };
constexpr auto names_of(PriceType) { return std::to_array<std::string_view>({"ondemand", "spot", "heterogeneous"}); }

// Whether machines could be made of a template, as far as is known.
enum class Validity : std::uint8_t {
    unknown,   // the template was not checked since its last change
    checking,  // the rules are kept; the provider has not answered yet
    valid,
    invalid,
};
constexpr auto names_of(Validity) {
    return std::to_array<std::string_view>({"unknown", "checking", "valid", "invalid"});
}

inline constexpr std::size_t most_sources = 16;

// Where machines of a template may come from, and what this source has in place of what the template says.
struct TemplateSource {
    ProviderName provider;
    std::uint32_t weight = 1;
    std::string provider_api;
    std::optional<PriceType> price_type;
    ValueMap configuration;

    bool operator==(const TemplateSource&) const = default;

    static constexpr auto describe = message(
        "TemplateSource", "Where machines of a template may come from.",
        field<&TemplateSource::provider>("provider", "the configured provider"),
        field<&TemplateSource::weight>("weight", "its share among the sources (weighted, least_loaded)")
            .optional()
            .between(1, 1000),
        field<&TemplateSource::provider_api>("provider_api", "in place of the template's").optional().at_most(64),
        field<&TemplateSource::price_type>("price_type", "in place of the template's"),
        field<&TemplateSource::configuration>("configuration", "laid over the template's, key by key")
            .optional()
            .at_most(256)
            .confidential());
};

// The rule by which one of a template's sources is chosen.
enum class SourceSelection : std::uint8_t {
    fallback,      // the first source; the next one for what the first can't give
    weighted,      // a random source; its weight is its share
    least_loaded,  // the source whose provider has the fewest machines for its weight, awaited ones included
};
constexpr auto names_of(SourceSelection) {
    return std::to_array<std::string_view>({"fallback", "weighted", "least_loaded"});
}

// What the author of a template says. CreateTemplate, TemplateCreated and the view share this.
struct TemplateSpec {
    TemplateId template_id;
    ProviderName provider;
    std::int32_t max_number{};
    std::string name;
    std::string description;
    std::string provider_api;
    ValueMap attributes;
    PriceType price_type{};
    Tags tags;
    bool active = true;
    ValueMap configuration;
    std::vector<TemplateSource> sources;
    SourceSelection selection{};
    Counting counts{};

    bool operator==(const TemplateSpec&) const = default;

    static constexpr auto describe = message(
        "TemplateSpec", "What describes a kind of machine.",
        field<&TemplateSpec::template_id>("template_id", "its name for ever: up to 64 of 0-9 A-Z a-z - _"),
        field<&TemplateSpec::provider>("provider", "the configured provider that makes its machines"),
        field<&TemplateSpec::max_number>("max_number",
                                         "most machines or units at a time, live and pending; -1: no limit")
            .between(-1, 1'000'000),
        field<&TemplateSpec::name>("name", "for people").optional().at_most(256),
        field<&TemplateSpec::description>("description", "for people").optional().at_most(4096),
        field<&TemplateSpec::provider_api>("provider_api", "which of the provider's ways to make machines")
            .optional()
            .at_most(64),
        field<&TemplateSpec::attributes>("attributes",
                                         "what a scheduler chooses by: type, ncpus, ncores, nram (MB), more")
            .optional()
            .at_most(256),
        field<&TemplateSpec::price_type>("price_type", "how machines are paid for").optional(),
        field<&TemplateSpec::tags>("tags", "put on its machines; keys up to 128 bytes, values up to 256")
            .optional()
            .at_most(50),
        field<&TemplateSpec::active>("active", "whether requests are taken").optional(),
        field<&TemplateSpec::configuration>("configuration", "belongs to the provider, which checks it")
            .optional()
            .at_most(256)
            .confidential(),
        field<&TemplateSpec::sources>("sources",
                                      "where its machines may come from, if from more than `provider` alone, which "
                                      "is the first one's; what one can't give the next is asked for")
            .optional()
            .at_most(most_sources),
        field<&TemplateSpec::selection>("selection", "which of the sources is asked first, and which next").optional(),
        field<&TemplateSpec::counts>("counts",
                                     "what max_number and requests count: machines, or units, of which a machine is "
                                     "worth as many as its provider's configuration gives to its size")
            .optional());
};

struct Template {
    TemplateSpec spec;
    Timestamp created_at;
    Timestamp updated_at;
    std::uint32_t machines_in_use{};  // live and awaited machines or units together, which max_number limits
    bool retired = false;
    Validity validity{};
    std::vector<Finding> findings;
    std::optional<Timestamp> validated_at;
    Version version{};

    // Internal.
    ValueMap found_attributes;  // what the provider found when the template was last checked
    Position last_position{};
    Position changed_at{};  // of the last event that changed the template, which may be one of another stream
    Ordinal ordinal{};
    // How many launches in a row have brought machines that failed before they ran, and the last of them.
    std::uint32_t failed_starts{};
    Rare<std::string> failed_token;

    [[nodiscard]] bool takes_requests() const { return spec.active && !retired; }

    static constexpr auto describe = message(
        "Template", "A description of a kind of machine, and where to get it.", flat<&Template::spec>(),
        field<&Template::created_at>("created_at", "when it was created"),
        field<&Template::updated_at>("updated_at", "when it last changed"),
        field<&Template::machines_in_use>(
            "machines_in_use", "its live and pending machines together, or the most units that they may come to"),
        field<&Template::retired>("retired", "it takes no requests and goes when its last machine does"),
        field<&Template::validity>("validity", "whether machines could be made of it, as far as was checked"),
        field<&Template::findings>(
            "findings", "what the last check found wrong; of a valid template, what is done otherwise than it says"),
        field<&Template::validated_at>("validated_at", "when it was last checked"),
        field<&Template::version>("version", "number of its last event"),
        field<&Template::found_attributes>("found_attributes", "what its provider found when it was last checked")
            .optional()
            .internal(),
        field<&Template::last_position>("last_position", "position of its last event").internal(),
        field<&Template::changed_at>("changed_at", "position of the last event that changed it").internal(),
        field<&Template::ordinal>("ordinal", "its number among all templates there ever were, from 0").internal(),
        field<&Template::failed_starts>("failed_starts", "launches in a row with machines that failed before they ran")
            .internal(),
        field<&Template::failed_token>("failed_token", "the last of these launches").internal());
};

// The attributes with a default for each that a scheduler must know of any template.
ValueMap with_default_attributes(ValueMap attributes);

// The template as schedulers see it, with all attributes: what its author says, else what its provider has found,
// else the default.
Template as_told(Template tmpl);

}  // namespace hf
