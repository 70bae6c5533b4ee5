// Screen: the terminal while a program has all of it, as top(1) has.
//
//     Screen screen;                      // the terminal shows an empty screen of ours
//     screen.show(lines);                 // in the place of those before
//     if (screen.key() == 'q') return;    // and what was on the terminal is there again
//
// However the program ends, the terminal is as it was: by the destructor, by SIGINT, SIGTERM, SIGHUP, SIGQUIT
// or by a crash, each of which still ends the program. SIGINT is the end that was asked for: status 0.
// Ctrl-Z gives the terminal back until the program goes on.
//
// One at a time, for one thread. Lines must hold nothing that drives the terminal but what Look makes of them.
#pragma once

#include <string>
#include <vector>

namespace hf::ctl {

struct ScreenSize {
    std::size_t columns = 80;
    std::size_t rows = 24;
    bool operator==(const ScreenSize&) const = default;
};

enum class Look : unsigned char { plain, title, heading, good, bad };

struct ScreenLine {
    std::string text;
    Look look = Look::plain;
};

// Whether there is a terminal that knows its sequences, for output and for keys.
bool is_live_terminal();

class Screen {
public:
    Screen();
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    [[nodiscard]] static ScreenSize size();
    // False when nobody sees it any more. Once more after Ctrl-Z, since what was shown is gone then.
    bool show(const std::vector<ScreenLine>& lines);
    // One that was typed; 0: none was.
    [[nodiscard]] static char key();
};

}  // namespace hf::ctl
