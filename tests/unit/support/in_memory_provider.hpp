// InMemoryProvider: the port's contract without a host. Machines run as soon as they
// are asked for and are gone as soon as they are given back.
//
//     InMemoryProvider cloud;
//     cloud.fail(3, {ProviderErrorKind::no_capacity, "none left"});   // the next 3 launches
//     cloud.lose_answers(1);                                          // done, and the answer is lost
//     cloud.kill("i-1");                                              // as if it had crashed
//
// Thread-safe.
#pragma once

#include <mutex>
#include <set>

#include "core/ports/provider.hpp"

namespace hf::testing {

class InMemoryProvider final : public Provider {
public:
    void fail(std::uint32_t launches, ProviderError error);
    void lose_answers(std::uint32_t launches);
    void limit_capacity(std::size_t machines);
    void be_unreachable(bool unreachable);
    void kill(const std::string& machine_id);
    // A machine of ours that nobody has recorded.
    void add_stranger(const std::string& machine_id, const std::string& site);

    [[nodiscard]] std::set<std::string> living() const;
    [[nodiscard]] std::uint32_t launch_calls() const;
    [[nodiscard]] std::vector<std::string> forgotten() const;

    LaunchResult launch(const LaunchOrder& order) override;
    ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override;
    ProviderResult<std::vector<ProviderMachine>> describe(std::span<const std::string> machine_ids) override;
    ProviderResult<void> terminate(std::span<const std::string> machine_ids) override;
    ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override;
    void forget(std::span<const std::string> machine_ids) override;
    ProviderResult<void> health() override;

private:
    struct Made {
        ProviderMachine machine;
        std::string site;
    };

    [[nodiscard]] std::vector<ProviderMachine> of_token(const std::string& token) const;
    [[nodiscard]] std::size_t count_living() const;

    mutable std::mutex mutex_;
    std::map<std::string, Made, std::less<>> machines_;
    std::vector<std::string> forgotten_;
    std::size_t capacity_ = 1'000'000;
    std::size_t last_ = 0;
    std::uint32_t launch_calls_ = 0;
    std::uint32_t failing_ = 0;
    std::uint32_t losing_ = 0;
    ProviderError failure_;
    bool unreachable_ = false;
};

}  // namespace hf::testing
