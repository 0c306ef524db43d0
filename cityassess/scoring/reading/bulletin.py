"""The words of the printed bulletin: reading them from a scheme file, and writing them back."""

from __future__ import annotations

import re

from cityassess.scoring.fields import Fields, near_name
from cityassess.scoring.scheme import BULLETIN_FORMS, URGENCIES, BulletinWording
from cityassess.scoring.tree import Entries, Written

NUMBER, YEAR = "{number}", "{year}"
"""What stands for the number and the year in the pattern of a 发文字号 or an issue."""
_TEMPLATE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SECRECY = re.compile(r"(绝密|机密|秘密)(★.{1,12})?")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")
_LONGEST_PATTERN = 100
_TEXTS = ("copied_to", "printed_by", "edited_by")


def read_bulletin(top: Fields) -> BulletinWording:
    """The entry ``bulletin`` of a scheme; faults are noted, and what is wrong is left out."""
    node = top.node("bulletin", required=True)
    if node is None:
        return BulletinWording("", "", "", "", (), "")
    fields = Fields(node, top.faults, "通报用语")
    wording = BulletinWording(
        fields.text("authority", required=True),
        fields.text("title", required=True),
        fields.text("addressee", required=True),
        fields.text("basis"),
        fields.texts("requirements"),
        fields.text("signature", required=True),
        template=_templates(fields),
        form=_one_of(fields, "form", BULLETIN_FORMS),
        number=_pattern(fields, "number"),
        issue=_pattern(fields, "issue"),
        copied_to=fields.text("copied_to").removesuffix("。"),
        printed_by=fields.text("printed_by"),
        edited_by=fields.text("edited_by"),
        remark=_without_brackets(fields.text("remark")),
        urgency=_one_of(fields, "urgency", URGENCIES),
        secrecy=_secrecy(fields),
        sealed=fields.boolean("sealed", True),
        leaders=fields.boolean("leaders", False),
    )
    fields.finish()
    return wording


def write_bulletin(wording: BulletinWording) -> Written:
    """The entry that reads back equal; what is as usual is left out."""
    entries: Entries = {
        "authority": wording.authority,
        "title": wording.title,
        "addressee": wording.addressee,
        "basis": wording.basis,
        "requirements": list(wording.requirements),
        "signature": wording.signature,
    }
    if wording.template:
        entries["template"] = wording.template[0] if len(wording.template) == 1 else list(wording.template)
    for key in ("form", "number", "issue", *_TEXTS, "remark", "urgency", "secrecy"):
        text = str(getattr(wording, key))
        if text:
            entries[key] = text
    if not wording.sealed:
        entries["sealed"] = "false"
    if wording.leaders:
        entries["leaders"] = "true"
    return entries


def _templates(fields: Fields) -> tuple[str, ...]:
    names = fields.words("template")
    for name in names:
        if not _TEMPLATE.fullmatch(name):
            fields.faults.add(
                fields.line_of("template"), f"模板“{name}”只能用英文字母、数字、- 和 _，并以字母开头"
            )
    return names


def _one_of(fields: Fields, key: str, words: tuple[str, ...]) -> str:
    word = fields.text(key)
    if not word or word in words:
        return word
    near = near_name(word, words)
    fields.faults.add(
        fields.line_of(key), f"{fields.what}的“{key}”应是 {'、'.join(words)} 之一，现为“{word}”{near}"
    )
    return ""


def _pattern(fields: Fields, key: str) -> str:
    """A pattern with the number's place in it, such as 娄城管办〔{year}〕{number}号."""
    pattern = fields.text(key)
    strange = [found for found in _PLACEHOLDER.findall(pattern) if found not in (NUMBER, YEAR)]
    if strange:
        fields.faults.add(
            fields.line_of(key),
            f"{fields.what}的“{key}”里的“{strange[0]}”不认得，年份写“{YEAR}”，序号写“{NUMBER}”",
        )
    elif len(pattern) > _LONGEST_PATTERN:
        fields.faults.add(fields.line_of(key), f"{fields.what}的“{key}”最多{_LONGEST_PATTERN}个字")
    elif pattern and pattern.count(NUMBER) != 1:
        fields.faults.add(
            fields.line_of(key), f"{fields.what}的“{key}”应有一处“{NUMBER}”，编号时填上序号，现为“{pattern}”"
        )
    return pattern


def _secrecy(fields: Fields) -> str:
    text = fields.text("secrecy")
    if text and not _SECRECY.fullmatch(text):
        fields.faults.add(
            fields.line_of("secrecy"),
            f"{fields.what}的“secrecy”应是绝密、机密或秘密，可带期限，如“秘密★1年”，现为“{text}”",
        )
    return text


def _without_brackets(text: str) -> str:
    """The words inside brackets that stand around all of them."""
    return text[1:-1] if _BRACKETED.fullmatch(text) else text
