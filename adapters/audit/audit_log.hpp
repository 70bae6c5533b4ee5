// AuditLog: writes a line of JSON for each command, refused ones included: who sent it, when, and
// its outcome.
//
//     AuditLog audit("/var/log/hostfactory/audit.jsonl", codec, log);   // throws if it cannot be opened
//     …                                                                 // the pipeline calls finished()
//     audit.reopen();                                                   // the file was moved away (SIGHUP)
//
// A thread of its own writes the lines in order, without syncing them. Lines that cannot be written
// (a full disk) are counted; the failure is logged once until writing works again, and the daemon
// goes on. The owner may write a new file, its group may read it. Any thread may call anything; the
// destructor writes the waiting lines.
#pragma once

#include <filesystem>

#include "adapters/audit/audit_file.hpp"
#include "core/figures/daemon_statistics.hpp"
#include "core/messages/codec.hpp"
#include "core/pipeline/background_queue.hpp"
#include "core/ports/command_observer.hpp"

namespace hf {

class AuditLog final : public CommandObserver {
public:
    // `most_bytes`: where the file is moved away and begun anew; 0: never.
    AuditLog(std::filesystem::path path, const Codec& codec, Log& log, std::uint64_t most_bytes = 0);
    ~AuditLog() override { queue_.stop(); }

    void finished(FinishedCommand command) override;
    void reopen() { file_.reopen_before_the_next_write(); }

    [[nodiscard]] AuditFigures figures() const { return {written_, failed_, queue_.dropped() + lost_}; }

private:
    void write(const std::vector<FinishedCommand>& batch);
    void append(const std::string& lines, std::uint64_t count);

    const Codec& codec_;
    Log& log_;
    audit::AuditFile file_;
    bool failing_ = false;
    std::atomic<std::uint64_t> written_ = 0;
    std::atomic<std::uint64_t> failed_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;     // lines lost for want of memory
    BackgroundQueue<FinishedCommand> queue_;  // last, because its thread uses the other members
};

}  // namespace hf
