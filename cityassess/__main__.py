"""The program: with a command it works on the terminal, without one it opens the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program with the arguments it was started with; returns its exit status."""
    from cityassess import cli

    return cli.main(sys.argv[1:], _open_window)


def _open_window(where: str | None) -> int:
    from cityassess import app

    return app.run(where)


if __name__ == "__main__":
    sys.exit(main())
