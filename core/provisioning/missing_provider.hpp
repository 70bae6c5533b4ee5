// MissingProvider stands for a provider that is in the books and not in the
// configuration: its requests still have deadlines, its machines still are.
#pragma once

#include <fmt/format.h>

#include "core/ports/provider.hpp"

namespace hf {

class MissingProvider final : public Provider {
public:
    explicit MissingProvider(std::string name)
        : error_{ProviderErrorKind::unreachable, fmt::format("provider {} is not configured", name)} {}

    LaunchResult launch(const LaunchOrder&) override { return {{}, error_}; }
    ProviderResult<std::vector<ProviderMachine>> find(const std::string&) override { return refusal(); }
    ProviderResult<std::vector<ProviderMachine>> describe(std::span<const std::string>) override { return refusal(); }
    ProviderResult<void> terminate(std::span<const std::string>) override { return refusal(); }
    ProviderResult<std::vector<ProviderMachine>> list(const std::string&) override { return refusal(); }
    void forget(std::span<const std::string>) override {}
    ProviderResult<void> health() override { return refusal(); }

private:
    [[nodiscard]] tl::unexpected<ProviderError> refusal() const { return tl::make_unexpected(error_); }

    ProviderError error_;
};

}  // namespace hf
