#include "ctl/body_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ctl/value_text.hpp"

namespace hf::ctl {

BodyOptions::BodyOptions(CLI::App& app, const Verb& verb) : verb_(verb) {
    // Fields that a partial message omits stay as they are, so a new object's defaults do not apply.
    const auto defaults = verb.message.body->given ? nullptr : verb.message.make();
    for (const auto& field : verb.message.body->fields)
        fields_.push_back({FieldOption(field, defaults.get()), {}, {}, {}, false, nullptr});
    for (const auto name : verb.positionals)
        for (auto& given : fields_)
            if (given.option.field().name == name) add(app, given, true);
    for (auto& given : fields_) add(app, given, false);
}

void BodyOptions::add(CLI::App& app, Given& given, bool positional) {
    const auto& option = given.option;
    if (positional) {
        // Not required for CLI11, since the named option is accepted as well; body() checks that
        // one of them is given.
        auto* place = app.add_option(option.placeholder(), given.positional, option.help())->type_name("");
        if (!option.repeats()) place->expected(1)->allow_extra_args(false);
        offers_.emplace_back(place, option.offer());
        return;
    }
    auto flags = option.flags();
    // If a field's singular is another field's name, the flag belongs to the other field.
    std::erase_if(flags, [&](const auto& flag) {
        return std::any_of(fields_.begin(), fields_.end(), [&](const Given& other) {
            return &other != &given && flag_of(other.option.field().name) == flag;
        });
    });
    if (option.is_flag()) {
        const auto name = flags.front().substr(2);
        given.flag = app.add_flag(fmt::format("--{0},!--no-{0}", name), given.set, option.help());
        return;
    }
    auto* named = app.add_option(fmt::format("{}", fmt::join(flags, ",")), given.texts, option.help());
    named->type_name(option.argument());
    // One argument each time, so that the next word can be a positional.
    named->expected(1)->allow_extra_args(false);
    named->multi_option_policy(option.repeats() ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::Throw);
    offers_.emplace_back(named, option.offer());
    if (const auto file = option.file_flag()) {
        auto* whole = app.add_option(*file, given.file,
                                     fmt::format("{}: all of it, from a JSON or YAML file", option.field().name));
        offers_.emplace_back(whole->type_name("FILE"), Offer{.files = true});
    }
}

std::optional<std::string> BodyOptions::wrong(const ValueMap& body) const {
    const auto message = verb_.message.make();
    Decoder decoder(*verb_.message.body, message.get());
    write(body, decoder);
    const auto& problem = decoder.problem();
    if (!problem) return std::nullopt;
    const auto field = problem->path.substr(0, problem->path.find_first_of(".["));
    return fmt::format("{}{} {}", flag_of(field), problem->path.substr(field.size()), problem->message);
}

tl::expected<ValueMap, std::string> BodyOptions::body(const Complete& complete) const {
    ValueMap body;
    for (const auto& given : fields_) {
        const auto& option = given.option;
        const std::string name(option.field().name);
        if (given.flag && given.flag->count() > 0) body[name] = given.set;
        if (!given.file.empty()) {
            auto value = value_from_file(given.file);
            if (!value) return tl::make_unexpected(value.error());
            const bool list = option.field().type->kind == Kind::list;
            if (list ? !value->as<ValueList>() : !value->as<ValueMap>())
                return tl::make_unexpected(fmt::format("{} holds no {}", given.file, list ? "list" : "map"));
            body[name] = std::move(*value);
        }
        if (!option.repeats() && !given.texts.empty() && !given.positional.empty())
            return tl::make_unexpected(fmt::format("{} is given twice", option.flags().front()));
        for (const auto* texts : {&given.positional, &given.texts})
            for (const auto& text : *texts)
                if (auto problem = option.add(text, body))
                    return tl::make_unexpected(fmt::format("{} {}", option.flags().front(), *problem));
    }
    if (complete)
        if (auto problem = complete(body)) return tl::make_unexpected(std::move(*problem));
    if (auto problem = wrong(body)) return tl::make_unexpected(std::move(*problem));
    return body;
}

}  // namespace hf::ctl
