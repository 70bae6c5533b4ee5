// BodyOptions: the fields of a message as options of a CLI11 command.
//
//     BodyOptions options(*app, verb);
//     app->parse("small 2");
//     auto body = options.body();  // checked against the message's description
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <tl/expected.hpp>

#include "ctl/field_option.hpp"
#include "ctl/offer.hpp"
#include "ctl/verbs.hpp"

namespace hf::ctl {

class BodyOptions {
public:
    BodyOptions(CLI::App& app, const Verb& verb);

    // Completes the body before it is checked; returns what is wrong.
    using Complete = std::function<std::optional<std::string>(ValueMap&)>;

    // Makes the message's body of the options. The error names the wrong option.
    [[nodiscard]] tl::expected<ValueMap, std::string> body(const Complete& complete = {}) const;

    // The completions of each option.
    [[nodiscard]] const std::vector<std::pair<const CLI::Option*, Offer>>& offers() const { return offers_; }

private:
    struct Given {
        FieldOption option;
        std::vector<std::string> texts;       // given by the option's name
        std::vector<std::string> positional;  // given as a positional
        std::string file;
        bool set = false;
        CLI::Option* flag = nullptr;
    };

    void add(CLI::App& app, Given& given, bool positional);
    [[nodiscard]] std::optional<std::string> wrong(const ValueMap& body) const;

    const Verb& verb_;
    std::deque<Given> fields_;  // CLI11 keeps references into it
    std::vector<std::pair<const CLI::Option*, Offer>> offers_;
};

}  // namespace hf::ctl
