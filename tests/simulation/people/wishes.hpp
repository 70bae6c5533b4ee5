// Wishes: what clients ask for, by chance and by what they see: all kinds of commands, most of which make sense.
//
//     Wishes wishes(random.fork(), codec, {"east", "west"});
//     const Wish wish = wishes.next(models);
//
// Used by one thread.
#pragma once

#include "core/commands/create_request.hpp"
#include "core/commands/create_template.hpp"
#include "core/read_models/read_models.hpp"
#include "tests/simulation/chance/randomness.hpp"
#include "tests/simulation/people/wish.hpp"

namespace hf::simulation {

class Wishes {
public:
    Wishes(Randomness random, const Codec& codec, std::vector<std::string> providers)
        : random_(random), codec_(codec), providers_(std::move(providers)) {}

    [[nodiscard]] Wish next(const ReadModels& models);
    // Everything that lives is given back.
    [[nodiscard]] Wish release(const ProviderName& provider) const;
    [[nodiscard]] Wish return_everything(const std::vector<MachineId>& machines) const;

private:
    [[nodiscard]] Wish about_templates(const State& state);
    [[nodiscard]] Wish about_requests(const State& state);
    [[nodiscard]] Wish about_machines(const State& state);
    [[nodiscard]] Wish about_providers(const State& state);
    [[nodiscard]] Wish create_template(const TemplateId& id);
    [[nodiscard]] Wish create_request(const State& state);
    [[nodiscard]] Wish give_back(const State& state);
    [[nodiscard]] Wish operators_word(const State& state);

    [[nodiscard]] TemplateSpec some_spec(const TemplateId& id);
    [[nodiscard]] TemplateId some_template_id();
    [[nodiscard]] ProviderName some_provider();
    [[nodiscard]] std::vector<MachineId> some_machines(const State& state);
    template <class C>
    [[nodiscard]] Wish wish(const C& command) const {
        return wish_for(command, codec_);
    }

    Randomness random_;
    const Codec& codec_;
    std::vector<std::string> providers_;
};

}  // namespace hf::simulation
