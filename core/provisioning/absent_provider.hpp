// AbsentProvider stands for a provider that is in the books and can not be called: it is not in the
// configuration any more, or could not be set up. Its requests still have deadlines, its machines still are.
#pragma once

#include "core/ports/provider.hpp"

namespace hf {

class AbsentProvider final : public Provider {
public:
    explicit AbsentProvider(std::string why) : error_{ProviderErrorKind::unreachable, std::move(why)} {}

    LaunchResult launch(const LaunchSpec&) override { return {{}, error_}; }
    ProviderResult<std::vector<ProviderMachine>> find(const std::string&) override { return refusal(); }
    ProviderResult<std::vector<ProviderMachine>> describe(std::span<const std::string>) override { return refusal(); }
    ProviderResult<void> terminate(std::span<const std::string>, Ending) override { return refusal(); }
    ProviderResult<void> stop(std::span<const std::string>) override { return refusal(); }
    ProviderResult<void> start(std::span<const std::string>) override { return refusal(); }
    ProviderResult<std::vector<ProviderMachine>> list(const std::string&) override { return refusal(); }
    void forget(std::span<const std::string>) override {}
    ProviderResult<TemplateCheck> validate(const TemplateSpec&) override { return refusal(); }
    ProviderResult<void> health() override { return refusal(); }

private:
    [[nodiscard]] tl::unexpected<ProviderError> refusal() const { return tl::make_unexpected(error_); }

    ProviderError error_;
};

}  // namespace hf
