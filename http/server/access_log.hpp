// AccessLog: one line of JSON for each request that was answered.
//
//     AccessLog log("/var/log/hostfactory/http.jsonl");   // "-" is standard output
//     log.write({.peer = "127.0.0.1:4711", .method = "GET", .path = "/api/v1/requests", .status = 200});
//     log.reopen();                                        // after the file was moved away
//
// A line has no query and no header of a request, since these may hold secrets. Lines wait in a bounded queue for a
// thread of the log's own, so a disk that hangs holds up nobody; what finds no room is left out and counted.
//
// Any thread may call it. The constructor throws std::system_error if the file cannot be opened.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>

#include "core/threads/mutex.hpp"

namespace hf::http {

struct AccessLine {
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
    std::string peer{};
    std::string principal{};  // who asked; empty where nobody is known
    std::string method{};
    std::string path{};
    unsigned status = 0;
    std::size_t bytes = 0;  // of the body of the answer
    std::chrono::microseconds took{};
    std::string command_id{};  // of a command; else empty
};

[[nodiscard]] std::string json_of(const AccessLine& line);

class AccessLog {
public:
    static constexpr std::size_t most_waiting = 10'000;

    explicit AccessLog(std::string path);
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    void write(const AccessLine& line);
    // The next line goes to a file opened anew. Where that fails the old file is kept.
    void reopen();
    [[nodiscard]] std::uint64_t left_out() const;

private:
    void run();
    void open_anew();

    const std::string path_;
    int file_ = -1;  // the thread's, once it runs
    mutable Mutex mutex_;
    Condition changed_;
    std::deque<std::string> waiting_ GUARDED_BY(mutex_);
    std::uint64_t left_out_ GUARDED_BY(mutex_) = 0;
    bool reopen_ GUARDED_BY(mutex_) = false;
    bool ending_ GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace hf::http
