// CtlProcess: the built hostfactoryctl, started as by a shell.
//
//     const auto listed = ctl(daemon, {"template", "list"});        // runs to its end
//     EXPECT_EQ(listed.status, 0) << listed.errors;
//
//     CtlProcess watching(daemon, {"request", "list", "--watch"});
//     eventually([&] { return watching.output().find("req-") != npos; });
//     EXPECT_EQ(watching.interrupt(), 0);
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {

class CtlProcess {
public:
    enum class Terminal { no, yes };

    CtlProcess(const std::string& configuration, const std::vector<std::string>& words,
               Terminal terminal = Terminal::no);
    CtlProcess(const RunningDaemon& daemon, const std::vector<std::string>& words, Terminal terminal = Terminal::no)
        : CtlProcess(daemon.configuration_file().string(), words, terminal) {}
    ~CtlProcess();
    CtlProcess(const CtlProcess&) = delete;
    CtlProcess& operator=(const CtlProcess&) = delete;

    // The output so far.
    const std::string& output() { return take(output_, out_); }
    const std::string& errors() { return take(errors_, err_); }

    int wait();       // returns the exit status
    int interrupt();  // acts as Ctrl-C does; returns the exit status

private:
    static const std::string& take(std::string& text, int descriptor);

    pid_t pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    bool terminal_;
    std::string output_;
    std::string errors_;
};

struct CtlResult {
    int status;
    std::string output;
    std::string errors;
};

CtlResult ctl(const std::string& configuration, const std::vector<std::string>& words);
inline CtlResult ctl(const RunningDaemon& daemon, const std::vector<std::string>& words) {
    return ctl(daemon.configuration_file().string(), words);
}

}  // namespace hf::system_test
