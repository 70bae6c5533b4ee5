"""A Debian of its own, booted by systemd-nspawn without a network, to which the tests may do anything.

    base = base_system(folder / "base")       # made once by debootstrap, from this host's own mirror
    with Container(folder / "root", base) as debian:
        debian.run("systemctl", "is-system-running")
        debian.reboot()

It needs root. Where systemd runs the host, the container is a scope of the host's; elsewhere it gets control groups of
its own, if the host has mounted a hierarchy of version 2.
"""

import os
import pathlib
import shlex
import shutil
import subprocess
import time

PATIENCE = 240
# What the tests use beside the packages.
EXTRA = ["systemd", "systemd-sysv", "dbus", "iproute2", "procps", "logrotate", "needrestart", "python3"]
ENVIRONMENT = ["LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "HOME=/root",
               "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
# The exit status of systemd-nspawn when its system asks for a reboot.
REBOOT = 133


def until(holds, what, patience=PATIENCE):
    """Waits until holds() is true, and returns its value."""
    deadline = time.monotonic() + patience
    while True:
        result = holds()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.05)


def code_name():
    for line in pathlib.Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.partition("=")[2].strip('"')
    raise SystemExit("this is no Debian with a name")


def sources(suite):
    """The lines of Debian in the host's own list of sources: mirror, suite and component."""
    found = subprocess.run(["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI) $(CODENAME) $(COMPONENT)",
                            "Identifier: Packages"], check=True, capture_output=True, text=True)
    lines = [line.split() for line in found.stdout.splitlines()]
    lines = [words[1:] for words in lines if words[0] == "Debian" and words[2].startswith(suite)]
    if not any(words[1] == suite for words in lines):
        raise SystemExit(f"apt of this host has no source of Debian {suite}")
    return lines


def base_system(folder):
    """Returns a root directory of Debian that is never booted itself."""
    if folder.is_dir():
        return folder
    suite = code_name()
    wanted = sources(suite)
    mirror = next(words[0] for words in wanted if words[1] == suite)
    being_made = folder.with_name(folder.name + ".new")
    shutil.rmtree(being_made, ignore_errors=True)
    subprocess.run(["debootstrap", "--variant=minbase", f"--include={','.join(EXTRA)}", suite, being_made, mirror],
                   check=True, stdout=subprocess.DEVNULL)
    lines = "".join(f"deb {' '.join(words)}\n" for words in wanted)
    (being_made / "etc/apt/sources.list").write_text(lines, encoding="utf-8")
    # What apt downloads beforehand is installed in the container, where there is no network.
    (being_made / "etc/apt/apt.conf.d/keep").write_text('APT::Keep-Downloaded-Packages "true";\n', encoding="utf-8")
    subprocess.run(["chroot", being_made, "apt-get", "update", "-qq"], check=True)
    being_made.rename(folder)
    return folder


def download(root, packages):
    """Puts the packages into the root's /packages, and what they depend on into apt's cache."""
    (root / "packages").mkdir(exist_ok=True)
    for package in packages:
        shutil.copy(package, root / "packages")
    subprocess.run(["chroot", root, "sh", "-c", "exec apt-get install -qq -y --download-only --no-install-recommends "
                    "/packages/*.deb"], check=True, stdout=subprocess.DEVNULL)


class ControlGroups:
    """Where the container's processes are counted on a host without systemd."""

    def __init__(self):
        top = pathlib.Path("/sys/fs/cgroup")
        hierarchies = [top] if (top / "cgroup.controllers").exists() else [top / "unified", top / "systemd"]
        self.groups = [place / f"hostfactory-booted-{os.getpid()}" for place in hierarchies if place.is_dir()]
        for group in self.groups:
            group.mkdir(exist_ok=True)

    def enter(self):
        for group in self.groups:
            (group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")

    def remove(self):
        for group in self.groups:
            for folder, _, _ in os.walk(group, topdown=False):
                try:
                    os.rmdir(folder)
                except OSError:
                    pass  # A process of it is still ending; an empty group costs nothing.


class Container:
    def __init__(self, root, base):
        self.root = root
        self.name = f"hostfactory-booted-{os.getpid()}"
        self.under_systemd = pathlib.Path("/run/systemd/system").is_dir()
        self.control_groups = None if self.under_systemd else ControlGroups()
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["cp", "-a", "--reflink=auto", base, root], check=True)
        (root / "etc/machine-id").write_text("", encoding="ascii")
        self.nspawn = None
        self.leader = None

    def __enter__(self):
        self.boot()
        return self

    def __exit__(self, *_):
        self.power_off()
        if self.control_groups:
            self.control_groups.remove()
        shutil.rmtree(self.root, ignore_errors=True)

    def boot(self):
        words = ["systemd-nspawn", "--quiet", "--directory", self.root, "--machine", self.name, "--boot",
                 "--private-network", "--register=no", "--keep-unit", "--console=pipe", "--link-journal=no",
                 "--resolv-conf=off", "--timezone=off"]
        if self.under_systemd:
            words = ["systemd-run", "--quiet", "--scope", "--property=Delegate=yes", *words]
        enter = self.control_groups.enter if self.control_groups else None
        with open(f"{self.root}.console", "ab") as console:
            self.nspawn = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                                           env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
                                           preexec_fn=enter)
        self.leader = until(self._leader, "the first process of the container")
        until(lambda: self.run("systemctl", "is-system-running", check=False).stdout in ("running\n", "degraded\n"),
              "the boot of the container")

    def _leader(self):
        if self.nspawn.poll() is not None:
            raise AssertionError(f"systemd-nspawn ended with {self.nspawn.returncode}: see {self.root}.console")
        found = subprocess.run(["pgrep", "--parent", str(self.nspawn.pid)], check=False, capture_output=True, text=True)
        # Until it has its own root it is nspawn's, where a command would run on the host.
        for pid in found.stdout.split():
            named = subprocess.run(["ps", "-o", "comm=", "-p", pid], check=False, capture_output=True, text=True)
            if named.stdout == "systemd\n":
                return pid
        return None

    def run(self, *words, check=True, user=None):
        """Runs a command in the container, by default as root; both outputs are in stdout, and in <root>.transcript."""
        if user:
            words = ("runuser", "-u", user, "--", *words)
        done = subprocess.run(["nsenter", "--target", self.leader, "--all", "--wdns=/", "--", "env", "-i", *ENVIRONMENT,
                               *words], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        with open(f"{self.root}.transcript", "a", encoding="utf-8") as transcript:
            ended = f"[{done.returncode}]\n" if done.returncode else ""
            transcript.write(f"# {shlex.join(map(str, words))}\n{done.stdout}{ended}")
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}")
        return done

    def path(self, inside):
        """The host's path of a file that the container does not have on a file system of its own, as /run."""
        return self.root / inside.lstrip("/")

    def reboot(self):
        self.run("systemctl", "reboot", check=False)
        self.leader = None
        ended_with = self.nspawn.wait(PATIENCE)
        if ended_with != REBOOT:
            raise AssertionError(f"a reboot ended systemd-nspawn with {ended_with}")
        self.boot()

    def power_off(self):
        if self.nspawn is None or self.nspawn.poll() is not None:
            return
        # systemd-nspawn asks its system to power off, and ends it for good when it is asked again.
        for _ in range(2):
            self.nspawn.terminate()
            try:
                self.nspawn.wait(PATIENCE)
                return
            except subprocess.TimeoutExpired:
                pass
        self.nspawn.kill()
        self.nspawn.wait()
