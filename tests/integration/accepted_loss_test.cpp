// A process that is killed while it accepts a loss (`--accept-loss`), at any of its writes, leaves a store that is
// refused as before, or goes on as accepted, and nothing else.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <functional>

#include "tests/integration/crashed_store.hpp"
#include "tests/integration/failing_vfs.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AcceptedLoss : public CrashedStore {
protected:
    // Whether the process was killed.
    [[nodiscard]] bool accept_killed_at(FailingVfs::Call call, int nth) const {
        const auto child = ::fork();
        if (child == 0) {
            FailingVfs::registered().fail({.call = call, .nth = nth, .kills = true});
            try {
                auto accepting = options();
                accepting.accept_loss = true;
                accepting.vfs = FailingVfs::name;
                SqliteEventStore store(accepting);
                append_samples(store, 2);
            } catch (...) {
                ::_exit(2);
            }
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
        return WIFSIGNALED(status);
    }

    // "refused: …" with why, or "goes on from" an event.
    [[nodiscard]] std::string outcome() const {
        try {
            const SqliteEventStore store(options());
            const auto head = store.head();
            if (store.read(0, unlimited, unlimited) != sample_events(1, head)) return "CHANGED";
            if (store.read_outcomes(0, unlimited) != sample_outcomes(1, head)) return "CHANGED";
            return fmt::format("goes on from {}", head);
        } catch (const StoreError& error) {
            return fmt::format("refused: {}", error.what());
        }
    }

    void expect_refused_or_accepted(const std::function<void()>& damage, Position left) {
        damage();
        // A damaged log is refused until it is moved away, which comes last; the head file is set back before.
        const auto whole = outcome();
        const auto before = whole.substr(0, whole.find("; it had come to"));
        ASSERT_THAT(whole, AllOf(StartsWith("refused: "), HasSubstr("--accept-loss")));
        int refused = 0;
        int accepted = 0;
        for (const auto call : {FailingVfs::Call::write, FailingVfs::Call::sync, FailingVfs::Call::truncate})
            for (int nth = 1;; ++nth) {
                damage();
                const bool killed = accept_killed_at(call, nth);
                const auto after = outcome();
                EXPECT_THAT(after, AnyOf(StartsWith(before), fmt::format("goes on from {}", left),
                                         fmt::format("goes on from {}", left + 2)))
                    << name_of(call) << " " << nth;
                ++(after.starts_with(before) ? refused : accepted);
                if (!killed) break;
            }
        EXPECT_GT(refused + accepted, 8);
        EXPECT_GT(accepted, 3);
    }
};

TEST_F(AcceptedLoss, OfALogThatIsGone) {
    expect_refused_or_accepted(
        [&] {
            start_over();
            std::filesystem::remove(file("-wal"));
        },
        in_database);
}

TEST_F(AcceptedLoss, OfADamagedLog) {
    expect_refused_or_accepted(
        [&] {
            start_over();
            auto log = bytes_of(file("-wal"));
            const auto at = used_size(log) / 2;
            log[at] = static_cast<char>(log[at] ^ 1);
            write_bytes(file("-wal"), log);
        },
        80);
}

}  // namespace
}  // namespace hf::testing
