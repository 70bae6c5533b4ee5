#include "tests/system/support/ctl_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

#include "tests/support/places.hpp"

namespace hf::system_test {
namespace {

// Calls only functions that are allowed between fork and exec: other threads may have held any lock.
[[noreturn]] void become(const char* program, char* const* words, char* const* variables) {
    ::execve(program, words, variables);
    ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> environment_with(const std::string& configuration) {
    std::vector<std::string> variables{"HOSTFACTORY_CONFIG=" + configuration};
    for (char** each = environ; *each; ++each)
        if (std::string_view(*each).rfind("HOSTFACTORY_CONFIG=", 0) != 0) variables.emplace_back(*each);
    return variables;
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        read = ends[0];
        write = ends[1];
    }
    int read = -1;
    int write = -1;
};

}  // namespace

CtlProcess::CtlProcess(const std::string& configuration, const std::vector<std::string>& arguments, Terminal terminal)
    : terminal_(terminal == Terminal::yes) {
    const auto program = testing::built("hostfactoryctl");
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto variables = environment_with(configuration);
    const auto word_pointers = pointers(words);
    const auto variable_pointers = pointers(variables);
    if (terminal_) {
        pid_ = ::forkpty(&out_, nullptr, nullptr, nullptr);
        if (pid_ == 0) become(program.c_str(), word_pointers.data(), variable_pointers.data());
    } else {
        const Pipe out;
        const Pipe err;
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(out.write, STDOUT_FILENO);
            ::dup2(err.write, STDERR_FILENO);
            become(program.c_str(), word_pointers.data(), variable_pointers.data());
        }
        ::close(out.write);
        ::close(err.write);
        out_ = out.read;
        err_ = err.read;
    }
    if (pid_ < 0) throw std::runtime_error("can't start hostfactoryctl");
    ::fcntl(out_, F_SETFL, O_NONBLOCK);
    if (err_ >= 0) ::fcntl(err_, F_SETFL, O_NONBLOCK);
}

CtlProcess::~CtlProcess() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(out_);
    if (err_ >= 0) ::close(err_);
}

const std::string& CtlProcess::take(std::string& text, int descriptor) {
    std::array<char, 4096> piece{};
    while (descriptor >= 0) {
        const auto size = ::read(descriptor, piece.data(), piece.size());
        if (size <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(size));
    }
    return text;
}

int CtlProcess::wait() {
    int status = 0;
    const bool ended = eventually([&] {
        // Read its output, or it might wait for a reader.
        output();
        errors();
        return ::waitpid(pid_, &status, WNOHANG) == pid_;
    });
    if (!ended) {
        ADD_FAILURE() << "hostfactoryctl does not end; it said:\n" << output() << errors();
        return -1;
    }
    pid_ = -1;
    output();
    errors();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int CtlProcess::interrupt() {
    if (terminal_)
        EXPECT_EQ(::write(out_, "\x03", 1), 1);
    else
        ::kill(pid_, SIGINT);
    return wait();
}

CtlResult ctl(const std::string& configuration, const std::vector<std::string>& words) {
    CtlProcess process(configuration, words);
    const auto status = process.wait();
    return {status, process.output(), process.errors()};
}

}  // namespace hf::system_test
