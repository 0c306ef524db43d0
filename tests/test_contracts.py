"""The import contracts: each one breaks when it is broken on purpose, and none has forgotten a module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["name"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]
}
MODULES = {name for layer in CONTRACTS["Layers point downwards"]["layers"] for name in layer.split(" | ")}

VIOLATIONS = [
    ("Layers point downwards", "scoring/new.py", "from cityassess import wording"),
    ("Layers point downwards", "reports/new.py", "from cityassess import store"),
    ("Layers point downwards", "store/new.py", "from cityassess import reports"),
    ("Layers point downwards", "services/new.py", "from cityassess import ui"),
    ("Layers point downwards", "cli.py", "def window() -> None:\n    from cityassess import app"),
    ("Layers point downwards", "helpers.py", "NOTHING = 0"),
    (
        "Qt stays in ui and app",
        "services/new.py",
        "def later() -> None:\n    from PySide6.QtCore import QObject",
    ),
    ("Qt stays in ui and app", "cli.py", "from cityassess.ui import page"),
    ("Databases stay in store", "services/new.py", "from sqlalchemy.orm import Session"),
    ("Databases stay in store", "ui/new.py", "import sqlite3"),
    ("File formats stay in reports", "services/new.py", "import csv"),
    ("File formats stay in reports", "cli.py", "import yaml"),
    ("File formats stay in reports", "store/new.py", "from openpyxl.styles import Font"),
    ("Pages reach data and documents through services", "ui/new.py", "from cityassess import store"),
    ("Pages reach data and documents through services", "app.py", "from cityassess import reports"),
    ("Scoring and wording are plain Python", "scoring/new.py", "from PySide6 import QtCore"),
    ("Scoring and wording are plain Python", "wording.py", "import platformdirs"),
    (
        "Pages show what scoring found and compute nothing",
        "ui/new.py",
        "from cityassess.scoring import engine",
    ),
    ("No cycles inside a package", "ui/new.py", "from cityassess.ui import page"),
]


def broken(folder: Path) -> list[str]:
    """The names of the contracts that the package in this folder breaks."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    found = re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE)
    assert done.returncode == (1 if found else 0), done.stdout + done.stderr
    return found


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with our modules and next to nothing in them, in a folder with our contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    named = re.findall(r"cityassess\.(scoring)\.(\w+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = tmp_path / "cityassess"
    for name in ("ui", "services", "reports", "store", "scoring"):
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").write_text("", encoding="utf-8")
    for name in {"__init__", *MODULES} - {"ui", "services", "reports", "store", "scoring"}:
        (package / f"{name}.py").write_text("", encoding="utf-8")
    for folder, name in named:
        (package / folder / f"{name}.py").write_text("", encoding="utf-8")
    (package / "ui/page.py").write_text("import PySide6\nfrom cityassess.ui import new\n", encoding="utf-8")
    (package / "ui/new.py").write_text("", encoding="utf-8")
    return tmp_path


def test_the_bare_package_keeps_every_contract(package: Path) -> None:
    assert broken(package) == []


@pytest.mark.parametrize(("contract", "file", "text"), VIOLATIONS)
def test_a_violation_breaks_its_contract(package: Path, contract: str, file: str, text: str) -> None:
    (package / "cityassess" / file).write_text(text + "\n", encoding="utf-8")
    assert contract in broken(package)


def test_every_contract_is_broken_once() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == set(CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "owners"),
    [
        ("Qt stays in ui and app", {"ui", "app", "__main__"}),
        ("Databases stay in store", {"store"}),
        ("File formats stay in reports", {"reports"}),
    ],
)
def test_a_contract_names_every_module_but_the_owner(contract: str, owners: set[str]) -> None:
    sources = {name.removeprefix("cityassess.") for name in CONTRACTS[contract]["source_modules"]}
    assert sources == MODULES - owners


def test_every_library_has_an_owner() -> None:
    named = {
        name.lower() for contract in CONTRACTS.values() for name in contract.get("forbidden_modules", ())
    }
    imports = {
        "pyside6-essentials": "pyside6",
        "python-calamine": "python_calamine",
        "pyyaml": "yaml",
        "python-docx": "docx",
        "pillow": "pil",
    }
    everywhere = {"numpy"}
    libraries = {re.split(r"[\[<>=; ]", line)[0] for line in SETTINGS["project"]["dependencies"]}
    assert {imports.get(name, name) for name in libraries} - everywhere <= named
