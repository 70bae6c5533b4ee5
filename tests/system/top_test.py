"""hostfactoryctl top at a terminal: it shows changes, obeys keys, keeps to the window, and leaves no trace."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_site import BIN, Site, expect, until  # noqa: E402

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
# The only output allowed: top's own sequences, printable text, and line ends.
SEQUENCE = re.compile(r"\x1b\[(?:\?(?:1049|25|7)[hl]|[HKJ]|2J|0m|7m|1m|31m|32m)")


def lines_of(frame):
    return [line.rstrip("\r") for line in SEQUENCE.sub("", frame).split("\n")]


class Top:
    """Runs top at a terminal of its own."""

    def __init__(self, site, *words, columns=130, rows=40, term="xterm", below=None):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            environment = dict(site.environment, TERM=term)
            if below:
                os.execvpe(below[0], below, environment)
            os.execve(f"{BIN}/hostfactoryctl", ["hostfactoryctl", "top", *words], environment)
        self.columns = columns
        self.all = ""

    def settings(self):
        return termios.tcgetattr(self.terminal)

    def read(self):
        while select.select([self.terminal], [], [], 0)[0]:
            try:
                piece = os.read(self.terminal, 65536)
            except OSError:  # the program has ended
                return
            if not piece:
                return
            self.all += piece.decode(errors="strict")

    def frames(self):
        self.read()
        # The last frame may be incomplete.
        return [frame for frame in self.all.split("\x1b[H")[2:]][:-1]

    def shows(self, text):
        """Returns a frame that contains the text, as lines without sequences."""
        frames = self.frames()
        for frame in frames[-2:]:
            lines = lines_of(frame)
            if any(text in line for line in lines):
                return lines
        return None

    def see(self, text):
        return until(lambda: self.shows(text), repr(text) + " on the screen")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def resize(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.columns = columns

    def wait(self):
        """Waits until it has ended or stopped; returns the status of waitpid."""

        def ended():
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            return (status,) if pid else None

        (status,) = until(ended, "its end")
        self.read()
        return status

    def left_no_trace(self, before):
        assert self.all.count(ENTER) == self.all.count(LEAVE) > 0, "the screen is not given back"
        tail = self.all[self.all.rindex(LEAVE):]
        expect(tail, LEAVE, "what comes after")
        assert "\x1b[?25h" in self.all and "\x1b[?7h" in self.all, "the cursor is gone"
        now = self.settings()
        expect(now[3] & (termios.ICANON | termios.ECHO), before[3] & (termios.ICANON | termios.ECHO), "its mode")

    def sent_nothing_strange(self):
        rest = SEQUENCE.sub("", self.all)
        strange = [hex(ord(c)) for c in rest if (ord(c) < 0x20 and c not in "\r\n") or 0x7F <= ord(c) <= 0x9F]
        expect(strange, [], "control characters that it sent")
        assert "\u202e" not in rest, "what turns the direction of writing"


def settings_of_a_fresh_terminal():
    main, other = pty.openpty()
    settings = termios.tcgetattr(other)
    os.close(main)
    os.close(other)
    return settings


def test_live(site, fresh):
    top = Top(site)
    top.see("OPEN REQUESTS (0)")
    assert not top.settings()[3] & (termios.ICANON | termios.ECHO), "keys wait for Enter"
    # With a file in the place of their directory no machine comes up, for as long as it takes to see that.
    os.rmdir(f"{site.home}/slow")
    with open(f"{site.home}/slow", "w", encoding="utf-8"):
        pass
    for _ in range(3):
        site.ctl("request", "create", "slow", "1")
    request = site.ctl("request", "create", "slow", "2", "-o", "name").strip()
    lines = top.see(request)
    row = next(line for line in lines if request in line)
    assert re.search(r"\[\.{20}\]  0/2 up", row), row
    os.remove(f"{site.home}/slow")
    os.mkdir(f"{site.home}/slow")
    top.see("OPEN REQUESTS (0)")
    lines = top.see("5 running")
    assert any(re.search(r"^slow +5 +\[#{20}\]", line) for line in lines), lines

    assert site.run("request", "create", "hostile", "1", "--wait").returncode == 5
    lines = top.see("\\u202e")
    assert any("]0;taken" in line for line in lines), lines

    top.resize(40, 12)
    until(lambda: (frames := top.frames()) and frames[-1].count("\n") < 12, "a smaller frame")
    lines = lines_of(top.frames()[-1])
    assert len(lines) <= 12 and all(len(line) <= 40 for line in lines), lines
    top.resize(130, 40)

    site.kill()
    top.see("since then:")
    site.start()
    until(lambda: not (lines := top.shows("hostfactoryd")) or "since then" not in lines[1], "the daemon to be back")
    top.type("x")
    top.type("q")
    status = top.wait()
    assert os.WIFEXITED(status), status
    expect(os.WEXITSTATUS(status), 0, "its status")
    top.left_no_trace(fresh)
    top.sent_nothing_strange()


def test_every_way_out(site, fresh):
    for way in ("q", "\x03", signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV, signal.SIGABRT):
        top = Top(site)
        top.see("NEWEST FAILURES")
        if isinstance(way, str):
            top.type(way)
            status = top.wait()
            assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, (way, status)
        else:
            os.kill(top.pid, way)
            status = top.wait()
            assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == way, (way, status)
        top.left_no_trace(fresh)


def test_suspend(site):
    """Runs top in a shell, because only a shell's jobs can be suspended."""
    site.environment["PS1"] = "$ "
    shell = Top(site, below=["bash", "--norc", "--noprofile", "-i"])
    shell.type(f"bind 'set enable-bracketed-paste off'; {BIN}/hostfactoryctl top\r")
    shell.see("NEWEST FAILURES")
    shell.type("\x1a")
    until(lambda: shell.read() or "Stopped" in shell.all, "the shell")
    assert shell.all.count(ENTER) == shell.all.count(LEAVE) == 1, "the screen is not given back"
    seen = len(shell.all)
    shell.type("echo is ba''ck\r")
    until(lambda: shell.read() or "is back" in shell.all[seen:], "what is typed")
    seen = len(shell.all)
    shell.type("fg\r")
    until(lambda: shell.read() or "NEWEST FAILURES" in shell.all[seen:], "the screen again")
    shell.type("q")
    until(lambda: shell.read() or shell.all.count(LEAVE) == 2, "its end")
    shell.type("exit $?\r")
    status = shell.wait()
    assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, status


def test_plain(site):
    once = site.ctl("top", "--once")
    assert "\x1b" not in once and "OPEN REQUESTS" in once, once
    assert "\\u202e" in once and "\u202e" not in once, once
    expect(site.ctl("top").count("OPEN REQUESTS"), 1, "frames where there is no terminal")
    began = time.monotonic()
    expect(site.ctl("top", "-n", "2").count("OPEN REQUESTS"), 2, "frames")
    assert time.monotonic() - began >= 1
    expect(site.run("top", "-o", "json").returncode, 2, "JSON, which it has none of")
    expect(site.run("top", "-n", "0").returncode, 2, "no frame")

    # One frame is printed on a terminal, too, if asked for, or if the terminal knows no sequences.
    for words, term in ((("--once",), "xterm"), ((), "dumb")):
        top = Top(site, *words, term=term)
        status = top.wait()
        assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, status
        assert "OPEN REQUESTS" in top.all and "\x1b" not in top.all, top.all


def test_another_store(site):
    """Failures of another history are forgotten."""
    top = Top(site)
    top.see("\\u202e")
    site.start_with_another_store()
    site.ctl("template", "create", "newly-bad", "--provider", "local", "--max-number", "9", "--configuration",
             'command=["/newly/missing"]')
    assert site.run("request", "create", "newly-bad", "1", "--wait").returncode == 5
    lines = top.see("/newly/missing")
    assert not any("\\u202e" in line for line in lines), lines
    top.type("q")
    assert os.WIFEXITED(top.wait())


def test_no_daemon(site):
    site.kill()
    gone = site.run("top", "--once")
    expect(gone.returncode, 3, "its status")
    assert gone.stderr.startswith("hostfactoryctl: "), gone.stderr
    top = Top(site)
    status = top.wait()
    assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 3, status
    assert "\x1b" not in top.all, top.all


def main():
    fresh = settings_of_a_fresh_terminal()
    with Site() as site:
        site.ctl("template", "create", "slow", "--provider", "slow", "--max-number", "20")
        site.ctl("template", "create", "hostile", "--provider", "local", "--max-number", "9", "--configuration",
                 'command=["/no\\u001b]0;taken\\u0007\\u009b2J\\u202e"]')
        test_live(site, fresh)
        test_every_way_out(site, fresh)
        test_suspend(site)
        test_plain(site)
        test_another_store(site)
        test_no_daemon(site)
    print("passed")


main()
