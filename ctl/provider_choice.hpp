// ProviderChoice: the provider of a template that names none, by what the daemon's providers can do.
//
//     ProviderChoice choice(client, "");
//     const auto name = choice.of(*imported);
//
// Asks the daemon when it is first needed, and once. Used by one thread.
#pragma once

#include "client/client.hpp"
#include "core/queries/get_provider_capabilities.hpp"
#include "ctl/template_file.hpp"

namespace hf::ctl {

class ProviderChoice {
public:
    // `named` is the answer for all templates, unless it is empty.
    ProviderChoice(Client& client, std::string named) : client_(client), named_(std::move(named)) {}

    // The error code validation_error: the file does not say enough, or there is no such provider.
    [[nodiscard]] tl::expected<std::string, CallFailure> of(const ImportedTemplate& imported);

private:
    [[nodiscard]] tl::expected<void, CallFailure> look_up();

    Client& client_;
    const std::string named_;
    bool looked_up_ = false;
    std::vector<CapabilityReport> enabled_;
};

// Returns the providers that a template may mean: of the kind that it names; and where several are left, those that
// know its API and all of its settings.
[[nodiscard]] std::vector<std::string> fitting_providers(const ImportedTemplate& imported,
                                                         const std::vector<CapabilityReport>& enabled);

}  // namespace hf::ctl
