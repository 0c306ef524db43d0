"""A scheme's tree as the text of a scheme file: one figure a line, numbers and words without needless quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityassess.scoring.tree import Entries, Written

if TYPE_CHECKING:
    import yaml

_ONE_LINE = 2**20


def scheme_text(entries: Entries) -> str:
    """The text of a scheme file, which reads back as the same tree; lists of mappings take one line for each member."""
    lines: list[str] = []
    for key, value in entries.items():
        if isinstance(value, str):
            lines.append(f"{key}: {flow(value)}")
        elif isinstance(value, list):
            lines += (
                ["", f"{key}:", *(f"  - {flow(member)}" for member in value)] if value else [f"{key}: []"]
            )
        else:
            lines += ["", f"{key}:", *_block(value)]
    return "\n".join(lines) + "\n"


def _block(entries: Entries) -> list[str]:
    lines: list[str] = []
    for key, value in entries.items():
        if isinstance(value, list) and value:
            lines += [f"  {key}:", *(f"    - {flow(member)}" for member in value)]
        else:
            lines.append(f"  {key}: {flow(value)}")
    return lines


def flow(value: Written) -> str:
    """A value on one line: ``{at_least: 90, gives: 100}``, ``[a, b]``, or a text, quoted only where it must be."""
    import yaml

    dumped = yaml.dump(
        value, Dumper=_dumper(), default_flow_style=True, allow_unicode=True, sort_keys=False, width=_ONE_LINE
    )
    text: str = dumped.removesuffix("\n").removesuffix("\n...")
    return text


def _dumper() -> type[yaml.SafeDumper]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Every scalar is text, so that ``40`` and ``true`` need no quotes; nothing is ever an alias."""

        def ignore_aliases(self, data: object) -> bool:
            return True

        def represent_text(self, text: str) -> yaml.Node:
            """No text at all is quoted, so that it is seen; text over several lines too, so that it stays on one."""
            style = '"' if not text or "\n" in text else None
            return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.yaml_implicit_resolvers = {}
    Dumper.add_representer(str, Dumper.represent_text)
    return Dumper
