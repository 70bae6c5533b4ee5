#include "ctl/screen.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "ctl/exit_status.hpp"

namespace hf::ctl {
namespace {

// Switches to the alternate screen, hides the cursor, and turns off line wrapping.
constexpr std::string_view take_over = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
constexpr std::string_view give_back = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

// For the signal handlers, which have no access to the object. Set before the handlers are installed.
termios settings_before;
volatile std::sig_atomic_t is_ours = 0;

bool write_all(std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// Signal handlers may call both functions.
void take() {
    termios settings = settings_before;
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    settings.c_cc[VMIN] = 0;
    settings.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &settings);
    write_all(take_over);
    is_ours = 1;
}
void restore() {
    if (!is_ours) return;
    is_ours = 0;
    write_all(give_back);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &settings_before);
}

void set_handler(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

// Raises the signal as if it had no handler.
void raise_by_default(int signal) {
    set_handler(signal, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    ::raise(signal);
    ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}

void end(int signal) {
    restore();
    if (signal == SIGINT) ::_exit(static_cast<int>(ExitStatus::ok));
    raise_by_default(signal);
}

void suspend(int signal) {
    const auto error = errno;
    restore();
    raise_by_default(signal);
    // The program was continued.
    set_handler(signal, suspend);
    take();
    errno = error;
}

std::string_view sequence(Look look) {
    switch (look) {
        case Look::plain: return {};
        case Look::title: return "\x1b[7m";
        case Look::heading: return "\x1b[1m";
        case Look::good: return "\x1b[32m";
        case Look::bad: return "\x1b[31m";
    }
    return {};
}

}  // namespace

bool is_live_terminal() {
    const char* type = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDIN_FILENO) == 1 && type && *type &&
           std::string_view(type) != "dumb";
}

Screen::Screen() {
    ::tcgetattr(STDIN_FILENO, &settings_before);
    for (const auto signal : ending_signals) set_handler(signal, end);
    set_handler(SIGTSTP, suspend);
    take();
}

Screen::~Screen() {
    restore();
    for (const auto signal : ending_signals) set_handler(signal, SIG_DFL);
    set_handler(SIGTSTP, SIG_DFL);
}

ScreenSize Screen::size() {
    winsize window{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0) return {};
    return {window.ws_col, window.ws_row};
}

bool Screen::show(const std::vector<ScreenLine>& lines) {
    const bool colours = !std::getenv("NO_COLOR");
    std::string text = "\x1b[H";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto look = colours || lines[i].look == Look::title ? sequence(lines[i].look) : std::string_view{};
        if (i > 0) text += "\r\n";
        text += look;
        text += lines[i].text;
        if (!look.empty()) text += "\x1b[0m";
        text += "\x1b[K";
    }
    return write_all(text + "\x1b[J");
}

char Screen::key() {
    char typed = 0;
    return ::read(STDIN_FILENO, &typed, 1) == 1 ? typed : '\0';
}

}  // namespace hf::ctl
