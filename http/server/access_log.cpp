#include "http/server/access_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/messages/rfc3339.hpp"
#include "core/text/utf8.hpp"

namespace hf::http {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

int open_log(const std::string& path) {
    if (path == "-") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

// A reader that is gone, or a full disk, must not end the gateway: the line is lost.
void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

std::string json_of(const AccessLine& line) {
    const Timestamp time{duration_cast<microseconds>(line.time.time_since_epoch()).count()};
    nlohmann::ordered_json json{{"time", rfc3339(time)},
                                {"peer", line.peer},
                                {"method", with_valid_utf8(line.method)},
                                {"path", with_valid_utf8(line.path)},
                                {"status", line.status},
                                {"bytes", line.bytes},
                                {"took_us", line.took.count()}};
    if (!line.principal.empty()) json["principal"] = with_valid_utf8(line.principal);
    if (!line.command_id.empty()) json["command_id"] = with_valid_utf8(line.command_id);
    return json.dump() + "\n";
}

AccessLog::AccessLog(std::string path) : path_(std::move(path)), file_(open_log(path_)) {
    if (file_ < 0) throw std::system_error(errno, std::system_category(), "can't open the access log " + path_);
    thread_ = std::thread([this] { run(); });
}

AccessLog::~AccessLog() {
    {
        const MutexLock lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
    ::close(file_);
}

void AccessLog::write(const AccessLine& line) {
    auto text = json_of(line);
    {
        const MutexLock lock(mutex_);
        if (waiting_.size() >= most_waiting) {
            ++left_out_;
            return;
        }
        waiting_.push_back(std::move(text));
    }
    changed_.notify_one();
}

void AccessLog::reopen() {
    {
        const MutexLock lock(mutex_);
        reopen_ = true;
    }
    changed_.notify_one();
}

std::uint64_t AccessLog::left_out() const {
    const MutexLock lock(mutex_);
    return left_out_;
}

void AccessLog::open_anew() {
    const int file = open_log(path_);
    if (file < 0) return;
    ::close(file_);
    file_ = file;
}

void AccessLog::run() {
    while (true) {
        std::deque<std::string> lines;
        bool reopen = false;
        {
            MutexLock lock(mutex_);
            while (waiting_.empty() && !reopen_ && !ending_) changed_.wait(lock);
            if (waiting_.empty() && !reopen_) return;
            lines.swap(waiting_);
            reopen = std::exchange(reopen_, false);
        }
        if (reopen) open_anew();
        std::string text;
        for (const auto& line : lines) text += line;
        write_all(file_, text);
    }
}

}  // namespace hf::http
