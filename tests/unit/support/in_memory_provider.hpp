// InMemoryProvider: the port's contract without a host. Machines run as soon as they
// are asked for, are gone as soon as they are given back, and stop as soon as they are
// ordered to; or, while it is slow, only begin to and wait for catch_up().
//
//     InMemoryProvider cloud;
//     cloud.fail(3, {ProviderErrorKind::no_capacity, "none left"});   // the next 3 launches
//     cloud.lose_answers(1);                                          // done, and the answer is lost
//     cloud.throw_from_launches(1, "no such file");                   // which a provider should not do
//     cloud.kill("i-1");                                              // as if it had crashed
//     cloud.hide("i-1", true);                                        // can't be looked at now
//     cloud.overlook({"i-1"});                                        // answers as if there were no such machine
//     cloud.refuse("i-1", {ProviderErrorKind::invalid, "protected"}); // each call that names it, whole
//     cloud.be_slow(true);                                            // starts and graceful ends take their time
//     cloud.find_wrong({{"image", "does not exist"}});                // with any template
//
// Thread-safe.
#pragma once

#include <set>

#include "core/ports/provider.hpp"
#include "core/threads/mutex.hpp"

namespace hf::testing {

// The `units` of a template's configuration: what each of its machines is worth.
std::uint32_t units_in(const ValueMap& configuration);

class InMemoryProvider final : public Provider {
public:
    // Its machines are called <prefix>-1, <prefix>-2, …
    explicit InMemoryProvider(std::string prefix = "i") : prefix_(std::move(prefix)) {}

    void fail(std::uint32_t launches, ProviderError error);
    // All launches of a template.
    void fail_template(std::string template_id, ProviderError error);
    void fail_searches(std::uint32_t searches, ProviderError error);
    void lose_answers(std::uint32_t launches);
    void throw_from_launches(std::uint32_t launches, std::string why);
    void limit_capacity(std::size_t machines);
    void be_unreachable(bool unreachable);
    // Its health says so; everything else is answered.
    void be_unwell(bool unwell);
    void kill(const std::string& machine_id);
    void hide(const std::string& machine_id, bool hidden);
    // What is begun now ends by catch_up(); a forced end waits for nothing.
    void overlook(std::set<std::string> machine_ids);
    // Nothing: it is not refused any more.
    void refuse(const std::string& machine_id, std::optional<ProviderError> why);
    // Machines that are launched from now on fail before they run.
    void fail_starts(bool failing, std::string why = {});
    void be_slow(bool slow);
    void catch_up();
    void find_wrong(std::vector<Finding> findings);
    // A machine of ours that nobody has recorded.
    void add_stranger(const std::string& machine_id, const std::string& site, const std::string& token = "of-nobody");

    [[nodiscard]] std::set<std::string> living() const;
    [[nodiscard]] std::set<std::string> living(const std::string& site) const;
    [[nodiscard]] std::uint32_t launch_calls() const;
    [[nodiscard]] LaunchSpec last_order() const;
    // How many calls have ordered machines to end, stop or start, and how many machines were ever made.
    [[nodiscard]] std::uint32_t change_calls() const;
    [[nodiscard]] std::size_t made() const;
    // Each once: it may be said twice.
    [[nodiscard]] std::set<std::string> forgotten() const;
    // As it is now; nothing: there was never such a machine.
    [[nodiscard]] std::optional<MachineStatus> status_of(const std::string& machine_id) const;
    // How a machine's end was last asked for.
    [[nodiscard]] std::optional<Ending> ending_of(const std::string& machine_id) const;
    // The configurations that validate() was asked about.
    [[nodiscard]] std::vector<ValueMap> validated() const;

    LaunchResult launch(const LaunchSpec& order) override;
    ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override;
    ProviderResult<std::vector<ProviderMachine>> describe(std::span<const std::string> machine_ids) override;
    ProviderResult<void> terminate(std::span<const std::string> machine_ids, Ending how) override;
    ProviderResult<void> stop(std::span<const std::string> machine_ids) override;
    ProviderResult<void> start(std::span<const std::string> machine_ids) override;
    ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override;
    void forget(std::span<const std::string> machine_ids) override;
    ProviderResult<TemplateCheck> validate(const TemplateSpec& spec) override;
    ProviderResult<void> health() override;

private:
    struct Made {
        ProviderMachine machine;
        std::string site;
        std::optional<Ending> ending{};
    };

    mutable Mutex mutex_;

    [[nodiscard]] std::vector<ProviderMachine> of_token(const std::string& token) const REQUIRES(mutex_);
    [[nodiscard]] std::size_t count_living() const REQUIRES(mutex_);
    // Why a call that names these machines is not done.
    [[nodiscard]] std::optional<ProviderError> trouble(std::span<const std::string> machine_ids) const REQUIRES(mutex_);
    // Moves the machines that are in one of the states `from` to the state `to`.
    ProviderResult<void> move(std::span<const std::string> machine_ids, std::initializer_list<MachineStatus> from,
                              MachineStatus to) REQUIRES(mutex_);

    const std::string prefix_;
    std::map<std::string, Made, std::less<>> machines_ GUARDED_BY(mutex_);
    std::set<std::string> forgotten_ GUARDED_BY(mutex_);
    std::vector<Finding> findings_ GUARDED_BY(mutex_);
    std::vector<ValueMap> validated_ GUARDED_BY(mutex_);
    std::size_t capacity_ GUARDED_BY(mutex_) = 1'000'000;
    std::size_t last_ GUARDED_BY(mutex_) = 0;
    std::uint32_t launch_calls_ GUARDED_BY(mutex_) = 0;
    LaunchSpec last_order_ GUARDED_BY(mutex_);
    std::uint32_t failing_ GUARDED_BY(mutex_) = 0;
    std::string failing_template_ GUARDED_BY(mutex_);
    std::uint32_t failing_searches_ GUARDED_BY(mutex_) = 0;
    std::uint32_t losing_ GUARDED_BY(mutex_) = 0;
    std::uint32_t throwing_ GUARDED_BY(mutex_) = 0;
    std::string why_ GUARDED_BY(mutex_);
    ProviderError failure_ GUARDED_BY(mutex_);
    std::set<std::string> overlooked_ GUARDED_BY(mutex_);
    std::map<std::string, ProviderError> refused_ GUARDED_BY(mutex_);
    std::uint32_t change_calls_ GUARDED_BY(mutex_) = 0;
    std::optional<std::string> fails_starts_ GUARDED_BY(mutex_);
    bool unwell_ GUARDED_BY(mutex_) = false;
    bool unreachable_ GUARDED_BY(mutex_) = false;
    bool slow_ GUARDED_BY(mutex_) = false;
};

}  // namespace hf::testing
