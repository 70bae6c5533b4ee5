"""Completion in real shells, at a terminal, with the ids of a running daemon.

The words are typed as a user types them. Then the line becomes the arguments of a command that prints
them one by one, which shows how the shell understood the line.
"""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BIN = os.environ["HOSTFACTORY_BIN_DIR"]
PATIENCE = 60
TAB, HOME, ENTER = "\t", "\x01", "\r"


class Shell:
    """Runs a shell at a terminal of its own."""

    def __init__(self, words, environment, setup):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(words[0], words, environment)
        self.heard = ""
        # The word is written in two parts, so that its echo is not taken for the answer.
        self.type(setup + "; echo re''ady" + ENTER)
        self.hear("ready")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def hear(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.heard:
            if time.monotonic() > deadline:
                sys.exit(f"waited in vain for {text!r} in {self.heard!r}")
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.heard += os.read(self.terminal, 65536).decode(errors="replace")

    def words_after(self, line):
        """Types the text, tabs included, and returns the words of the completed line."""
        self.heard = ""
        self.type(line + HOME + "printf '<%s>' " + ENTER + "echo do''ne" + ENTER)
        self.hear("done\r\n")
        start = self.heard.find("<hostfactoryctl>")
        end = self.heard.find(">", self.heard.rfind("<")) + 1
        return self.heard[start:end].strip("<>").split("><")[1:]

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def expect(shell, name, line, words):
    got = shell.words_after("hostfactoryctl " + line)
    if got != words:
        sys.exit(f"{name}: {line!r} became {got}, not {words}")


def main():
    home = tempfile.mkdtemp()
    configuration = f"{home}/hostfactory.yaml"
    with open(configuration, "w", encoding="utf-8") as file:
        file.write(
            "endpoints: {"
            + ", ".join(f'{name}: "ipc://{home}/{name}.sock"' for name in ("commands", "queries", "events"))
            + f"}}\nstore: {{path: {home}/db}}\n"
            + f"providers: [{{name: local, type: process, directory: {home}/machines, poll_ms: 100, grace_s: 1}}]\n"
        )
    environment = dict(
        os.environ, HOSTFACTORY_CONFIG=configuration, PATH=f"{BIN}:{os.environ['PATH']}", HOME=home, TERM="xterm",
        COLUMNS="400", LINES="50", PS1="$ ", PROMPT="$ ",
    )
    environment.pop("ENV", None)

    def ctl(*words):
        return subprocess.run(["hostfactoryctl", *words], env=environment, check=True, capture_output=True,
                              text=True).stdout

    os.mkdir(f"{home}/site-functions")
    with open(f"{home}/site-functions/_hostfactoryctl", "w", encoding="utf-8") as file:
        file.write(ctl("completion", "zsh"))
    compinit = "autoload -U compinit; compinit -D -u; bindkey -e; unsetopt prompt_cr prompt_sp"
    shells = {
        "bash": (["bash", "--norc", "--noprofile", "-i"],
                 "bind 'set enable-bracketed-paste off'; source <(hostfactoryctl completion bash)"),
        "zsh": (["zsh", "-f", "-i"], f"fpath+=({home}/site-functions); {compinit}"),
        "zsh, sourced": (["zsh", "-f", "-i"], f"{compinit}; source <(hostfactoryctl completion zsh)"),
    }

    daemon = subprocess.Popen([f"{BIN}/hostfactoryd", "--config", configuration], env=environment,
                              stderr=subprocess.DEVNULL)
    try:
        ctl("status", "--timeout", str(PATIENCE))
        ctl("template", "create", "small", "--provider", "local", "--max-number", "5")
        request = ctl("request", "create", "small", "1", "--wait", "-o", "name").strip()
        machine = ctl("machine", "list", "-o", "name").strip()
        running = {name: Shell(words, environment, setup) for name, (words, setup) in shells.items()}
        for name, shell in running.items():
            expect(shell, name, "templ" + TAB, ["template"])
            expect(shell, name, "request list --stat" + TAB + "pe" + TAB, ["request", "list", "--status", "pending"])
            expect(shell, name, "request list --status=pe" + TAB, ["request", "list", "--status=pending"])
            expect(shell, name, "status -o ya" + TAB, ["status", "-o", "yaml"])
            expect(shell, name, "template get sm" + TAB, ["template", "get", "small"])
            expect(shell, name, "request get r" + TAB, ["request", "get", request])
            expect(shell, name, "machine get " + machine[:3] + TAB, ["machine", "get", machine])
            expect(shell, name, "template create x --provider l" + TAB,
                   ["template", "create", "x", "--provider", "local"])
            expect(shell, name, "explain CreateReq" + TAB, ["explain", "CreateRequest"])
            expect(shell, name, f"template import {home}/hostf" + TAB, ["template", "import", configuration])
        daemon.send_signal(signal.SIGTERM)
        if daemon.wait(PATIENCE) != 0:
            sys.exit("the daemon did not end well")
        for name, shell in running.items():
            expect(shell, name, "template get sm" + TAB, ["template", "get", "sm"])
            shell.close()
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()
        subprocess.run(["pkill", "-9", "-f", f"hostfactory-machine {home}/"], check=False)
        shutil.rmtree(home, ignore_errors=True)
    print("passed")


main()
