#!/usr/bin/env python3
"""One word for each task: python3 dev.py demo | test | lint | bench | screenshots | dist | lock | run …

Needs a Python of 3.11 to 3.13 and nothing else: it makes ``.venv``, installs the locked versions there, puts in
system libraries that are missing (Debian's family, where it may), and runs the task. ``py dev.py …`` on Windows.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
LOCKS = {
    "run": "requirements.lock",
    "dev": "requirements-dev.lock",  # holds all of requirements.lock at the same versions
    "bench": "requirements-bench.lock",
}

TASKS = {
    "demo": "build the example office, write its bulletin and workbook, open the window on it",
    "test": "all checks and tests; --long adds those that take minutes; more words go to pytest",
    "lint": "the checks of the code alone",
    "bench": "measure speed and size against the named peers",
    "screenshots": "picture each page of the window",
    "dist": "build the wheel and the source archive into dist/",
    "lock": "compile requirements*.in to exact versions with hashes (needs uv)",
    "run": "any command of the program, such as: dev.py run score --period 2017-05",
}

# Tests run in as many processes as there are cores, but not in so many that their servers crowd a large machine out.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")

# The library that Qt loads, and the Debian package that has it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libcups.so.2": "libcups2",  # without it the print dialog knows no printer
}
VENV_PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


class Stopped(Exception):
    """The task cannot go on; the message says what is missing and what to do."""


def say(text: str) -> None:
    """Print one line at once, before what a child process prints."""
    print(f"dev.py: {text}", flush=True)


def environment() -> dict[str, str]:
    """The environment of every child: ours, in UTF-8 (Qt and Chinese file names need it)."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or "C"
    if sys.platform != "win32" and "utf" not in locale.lower():
        env["LC_ALL"] = "C.UTF-8"
    return env


def run(*command: str | Path, folder: Path | None = None) -> int:
    """Run a command in our environment and return its exit status."""
    return subprocess.run([str(word) for word in command], cwd=folder, env=environment()).returncode


def output(*command: str | Path) -> bytes | None:
    """What a command prints on standard output, or None when it fails or is not there."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


# ---- the Python that runs this file


def wrong_python(version: tuple[int, int], found: str = "") -> str:
    """Why this version of Python cannot run the program, or an empty string; ``found`` names one that can."""
    if OLDEST <= version <= NEWEST:
        return ""
    answer = f"cityassess needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is {version[0]}.{version[1]}"
    if found:
        return f"{answer} ({sys.executable}). Run it with the one that is here: {found} dev.py …"
    return f"{answer} ({sys.executable}). Install one of these, then run dev.py with it."


def other_python() -> str:
    """The path of a suitable Python among the commands, or an empty string."""
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return next(filter(None, map(shutil.which, names)), "")


# ---- system packages


def is_debian(os_release: str) -> bool:
    """Whether the text of /etc/os-release names Debian or one of its family."""
    words: list[str] = []
    for line in os_release.splitlines():
        key, _, value = line.partition("=")
        if key in ("ID", "ID_LIKE"):
            words += value.strip().strip("\"'").split()
    return "debian" in words or "ubuntu" in words


def on_debian() -> bool:
    """Whether this system takes Debian packages."""
    release = Path("/etc/os-release")
    return release.is_file() and is_debian(release.read_text(encoding="utf-8"))


def is_missing(library: str) -> bool:
    """Whether the dynamic linker cannot load the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def as_root() -> list[str] | None:
    """What to put before a command so that root runs it: nothing, sudo, or None where neither may be had."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if output("sudo", "-n", "true") is not None else None


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages where that is allowed; False, and the command to type, where it is not."""
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    prefix = as_root() if on_debian() else None
    if prefix is None:
        say(f"system packages are missing that may not be installed from here: {' '.join(packages)}")
        if on_debian():
            say(f"please run: sudo apt-get update && sudo apt-get install -y {' '.join(packages)}")
        return False
    say(f"installing system packages: {' '.join(packages)}")
    prefix = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    output(*prefix, "apt-get", "update", "-q")  # a fresh system has no package lists
    if output(*prefix, *install) is not None:
        return True
    run(*prefix, *install)  # once more, to show what it says
    say("apt-get failed; its lines above say why")
    return False


def missing_packages(for_venv: bool) -> list[str]:
    """The Debian packages of what is missing: Qt's libraries, and Python's own venv where one is to be made."""
    packages = []
    if sys.platform.startswith("linux"):
        libraries = {**QT_LIBRARIES, **(SCREEN_LIBRARIES if os.environ.get("DISPLAY") else {})}
        packages = [package for library, package in libraries.items() if is_missing(library)]
    return [*packages, VENV_PACKAGE] if for_venv and not has_ensurepip() else packages


# ---- the virtual environment


def venv_python(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def site_packages(python: Path) -> Path | None:
    """Where this interpreter keeps packages, or None when it does not run, has no pip or is of the wrong version."""
    ask = (
        "import importlib.util, os, sys, sysconfig\n"
        f"fits = {OLDEST} <= sys.version_info[:2] <= {NEWEST} and importlib.util.find_spec('pip')\n"
        "sys.stdout.buffer.write(os.fsencode(sysconfig.get_path('purelib')) if fits else b'')"
    )
    answer = output(python, "-c", ask)
    return Path(os.fsdecode(answer)) if answer else None


def has_ensurepip() -> bool:
    """Whether a new virtual environment would get its pip (Debian has that in a package of its own)."""
    return output(sys.executable, "-c", "import venv, ensurepip; ensurepip.version()") is not None


def make_venv(venv: Path) -> Path:
    """Make the virtual environment unless a sound one is there; return where it keeps packages."""
    packages = site_packages(venv_python(venv))
    if packages:
        return packages
    if not has_ensurepip():
        raise Stopped(f"Python's own venv and ensurepip are missing (on Debian the package {VENV_PACKAGE}).")
    say(f"making the virtual environment {venv.name}")
    failed = run(sys.executable, "-m", "venv", "--clear", venv)
    packages = site_packages(venv_python(venv))
    if failed or not packages:
        raise Stopped(f"the virtual environment {venv} could not be made; the lines above say why.")
    return packages


def lock_hash(name: str) -> str:
    """The fingerprint of a lock file, the same whatever its line ends are."""
    return hashlib.sha256((ROOT / LOCKS[name]).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def installed(venv: Path) -> dict[str, str]:
    """The locks that were installed to the end, with their fingerprints; ``broken`` marks a start without an end."""
    stamp = venv / "installed.txt"
    lines = stamp.read_text(encoding="utf-8").splitlines() if stamp.is_file() else []
    return dict(line.split(" ", 1) for line in lines if " " in line)


def write_stamp(venv: Path, state: dict[str, str]) -> None:
    """Write what ``installed`` reads, whole or not at all."""
    part = venv / "installed.part"
    part.write_text("".join(f"{name} {value}\n" for name, value in state.items()), encoding="utf-8")
    os.replace(part, venv / "installed.txt")


def install_lock(name: str, venv: Path) -> None:
    """Install one lock's exact versions unless that was done; after an interrupted install do all of it again."""
    state, wanted = installed(venv), lock_hash(name)
    was_broken = bool(state.pop("broken", ""))
    if state.get(name) == wanted and not was_broken:
        return
    say(f"installing {LOCKS[name]} (the first time this takes a few minutes)")
    write_stamp(venv, {"broken": name})
    options = [
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--no-input",
        "--disable-pip-version-check",
    ]
    options += [] if sys.stdout.isatty() else ["--quiet"]
    options += ["--force-reinstall"] if was_broken else []
    if run(venv_python(venv), "-m", "pip", "install", *options, "-r", ROOT / LOCKS[name]):
        raise Stopped(
            f"{LOCKS[name]} could not be installed; pip's lines above say why. Then run this again."
        )
    run(venv_python(venv), "-m", "compileall", "-q", ROOT / "cityassess")
    state = {} if was_broken else state
    write_stamp(venv, {**state, name: wanted, **({"run": lock_hash("run")} if name == "dev" else {})})


def prepare(*locks: str) -> Path:
    """Make everything ready and return the interpreter to run."""
    missing = missing_packages(for_venv=not site_packages(venv_python(VENV)))
    if missing:
        install_packages(missing)  # without Qt's libraries all goes on but the window
    path_file = make_venv(VENV) / "cityassess-checkout.pth"
    for name in locks:
        install_lock(name, VENV)
    # Python runs a line of a path file that starts with "import"; bytes, since its encoding hangs on the locale.
    line = f"import os, sys; sys.path.append(os.fsdecode({os.fsencode(ROOT)!r}))\n"
    if not path_file.is_file() or path_file.read_text(encoding="ascii") != line:
        path_file.write_text(line, encoding="ascii")
    return venv_python(VENV)


# ---- the tasks


def checks(python: Path) -> dict[str, list[str | Path]]:
    """The checks of the code, quickest first."""
    return {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "import contracts": [python, "-c", "from importlinter.cli import lint_imports_command as go; go()"],
        "mypy": [python, "-m", "mypy"],
    }


def run_all(steps: dict[str, list[str | Path]]) -> int:
    """Run every step, say at the end which failed, and return 1 if any did."""
    failed = []
    for name, command in steps.items():
        say(name)
        start = time.perf_counter()
        if run(*command, folder=ROOT):
            failed.append(name)
        say(f"{name} {'FAILED' if name in failed else 'passed'} after {time.perf_counter() - start:.1f} s")
    say(f"FAILED: {', '.join(failed)}" if failed else f"all passed: {', '.join(steps)}")
    return 1 if failed else 0


def lock() -> int:
    """Compile every requirements*.in with uv to the newest exact versions; no index address gets in."""
    if not shutil.which("uv"):
        raise Stopped("locking needs the command uv; install it (pip install uv), then run this again.")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    os.environ.pop("PIP_FIND_LINKS", None)
    pins: list[str] = []  # later files keep to the versions of the earlier
    for name in LOCKS.values():
        say(f"locking {name}")
        source = name.replace(".lock", ".in")
        if run("uv", "pip", "compile", "-q", "-U", *options, *pins, source, "-o", name, folder=ROOT):
            return 1
        pins += ["-c", name]
    return 0


def main(arguments: list[str]) -> int:
    """Do one task and return the exit status; what follows the task goes on to the program behind it."""
    task, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if task not in TASKS:
        print(__doc__, *(f"  {name:12} {text}" for name, text in TASKS.items()), sep="\n")
        return 0 if task in ("-h", "--help", "help") else 2
    if task == "lock":
        return lock()
    python = prepare(*{"demo": ["run"], "run": ["run"], "bench": ["dev", "bench"]}.get(task, ["dev"]))
    if task == "demo":
        return run(python, "-m", "cityassess", "demo", *rest)
    if task == "run":
        return run(python, "-m", "cityassess", *rest)
    if task == "bench":
        return run(python, "-m", "benchmarks", *rest, folder=ROOT)
    if task == "screenshots":
        return run(python, "-m", "tests.screenshots", *rest, folder=ROOT)
    if task == "dist":
        return run(python, "-m", "hatchling", "build", *rest, folder=ROOT)
    steps = checks(python)
    if task == "test":
        steps["pytest"] = [python, "-m", "pytest", *SIDE_BY_SIDE, *rest]
    return run_all(steps)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if wrong_python(sys.version_info[:2]):
        sys.exit(wrong_python(sys.version_info[:2], other_python()))
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(f"dev.py: stopped: {stopped}")
    except KeyboardInterrupt:
        sys.exit(130)
