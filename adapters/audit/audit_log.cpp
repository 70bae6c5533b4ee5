#include "adapters/audit/audit_log.hpp"

#include "adapters/json/json_writer.hpp"

namespace hf {
namespace {

constexpr std::size_t most_waiting = 100'000;
constexpr std::chrono::milliseconds between_writes{10};
// A file may be begun anew between two writes only, so no write is longer than a file may well be.
constexpr std::size_t most_at_once = std::size_t{1} << 16;

}  // namespace

AuditLog::AuditLog(std::filesystem::path path, const Codec& codec, Log& log, std::uint64_t most_bytes)
    : codec_(codec),
      log_(log),
      file_(std::move(path), most_bytes),
      queue_(
          "audit log", most_waiting, log, [this](const std::vector<FinishedCommand>& batch) { write(batch); },
          between_writes) {
    if (const auto error = file_.open()) throw std::runtime_error(fmt::format("audit log: {}", *error));
    queue_.start();
}

void AuditLog::finished(FinishedCommand command) {
    try {
        queue_.put(std::move(command));
    } catch (const std::bad_alloc&) {
        ++lost_;
    }
}

void AuditLog::write(const std::vector<FinishedCommand>& batch) {
    std::string lines;
    std::uint64_t count = 0;
    for (const auto& command : batch) {
        JsonWriter writer(codec_);
        hf::write(command, writer);
        lines += writer.text();
        lines += '\n';
        ++count;
        if (lines.size() < most_at_once) continue;
        append(lines, count);
        lines.clear();
        count = 0;
    }
    if (count > 0) append(lines, count);
}

void AuditLog::append(const std::string& lines, std::uint64_t count) {
    const auto error = file_.append(lines);
    (error ? failed_ : written_) += count;
    if (error && !failing_)
        log_.error(fmt::format("audit log: {}; commands are carried out without it", *error));
    else if (!error && failing_)
        log_.info(fmt::format("audit log: {} is written again; {} lines are missing in all", file_.path().string(),
                              failed_.load()));
    failing_ = error.has_value();
}

}  // namespace hf
