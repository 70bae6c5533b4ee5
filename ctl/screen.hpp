// Screen: takes over the whole terminal while it exists, as top(1) does.
//
//     Screen screen;                      // the terminal shows an empty screen
//     screen.show(lines);                 // replaces the lines shown before
//     if (screen.key() == 'q') return;    // the terminal's former contents are back
//
// However the program ends, the terminal is restored: by the destructor, by SIGINT, SIGTERM,
// SIGHUP, SIGQUIT, or by a crash; each of these signals still ends the program. SIGINT counts as a
// normal end, with status 0. Ctrl-Z gives the terminal back until the program continues.
//
// One screen at a time, used by one thread. Lines must not contain control sequences; Look adds those.
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

// True if there is a terminal for output and input that knows control sequences.
bool is_live_terminal();

class Screen {
public:
    Screen();
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    [[nodiscard]] static ScreenSize size();
    // Shows the lines. Returns false if the terminal is closed. To be called again after Ctrl-Z,
    // since the screen is empty then.
    bool show(const std::vector<ScreenLine>& lines);
    // Returns a typed key, or 0 if none was typed.
    [[nodiscard]] static char key();
};

}  // namespace hf::ctl
