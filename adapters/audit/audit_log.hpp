// AuditLog: who has told the daemon what, when, and what became of it: a line of JSON for
// each command, refused ones included.
//
//     AuditLog audit("/var/log/hostfactory/audit.jsonl", codec, log);   // throws when it can't be opened
//     …                                                                 // finished() keeps it informed
//     audit.reopen();                                                   // the file was moved away (SIGHUP)
//
// Lines are written in order by a thread of its own, and are not synced. What cannot be
// written (a full disk) is counted, and told in the log once, until it can be again; the
// daemon goes on. A new file is for its owner to write and for its group to read.
// Any thread may call anything; the destructor writes what waits.
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
    AuditLog(std::filesystem::path path, const Codec& codec, Log& log);
    ~AuditLog() override { queue_.stop(); }

    void finished(FinishedCommand command) override;
    void reopen() { file_.reopen_before_the_next_write(); }

    [[nodiscard]] AuditFigures figures() const { return {written_, failed_, queue_.dropped() + lost_}; }

private:
    void write(const std::vector<FinishedCommand>& batch);

    const Codec& codec_;
    Log& log_;
    audit::AuditFile file_;
    bool failing_ = false;
    std::atomic<std::uint64_t> written_ = 0;
    std::atomic<std::uint64_t> failed_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;     // for want of memory
    BackgroundQueue<FinishedCommand> queue_;  // last: its thread uses the rest
};

}  // namespace hf
