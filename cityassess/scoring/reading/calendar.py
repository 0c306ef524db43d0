"""The calendar of a scheme: when months end, campaigns, working days and hours."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from functools import partial

from cityassess.scoring.calendars import PLAIN, Calendar, Campaign
from cityassess.scoring.fields import Fields, check_unique
from cityassess.scoring.periods import FIRST_DAY, LAST_DAY
from cityassess.scoring.tree import Entries, Node, Written

_LONGEST = timedelta(days=3653)
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*[-–~至]\s*(\d{1,2}:\d{2})")


def read_calendar(top: Fields) -> Calendar:
    """Read ``calendar``; the plain one where it is not written."""
    node = top.node("calendar")
    if node is None:
        return PLAIN
    fields = Fields(node, top.faults, "日历")
    ends = fields.integer("month_ends_on", 28, 1, 28) if fields.has("month_ends_on") else None
    campaigns = fields.each("campaigns", partial(_read_campaign, fields))
    check_unique(
        top.faults, "专项行动", ((campaign.id, fields.line_of("campaigns")) for campaign in campaigns)
    )
    holidays, working = _read_days(fields, "holidays"), _read_days(fields, "working_days")
    for day in sorted(holidays & working):
        fields.faults.add(fields.line_of("working_days"), f"日历中{day.isoformat()}既是假日又是工作日")
    hours = _read_hours(fields)
    fields.finish()
    return Calendar(ends, campaigns, holidays, working, hours)


def _read_campaign(fields: Fields, node: Node) -> Campaign | None:
    entry = Fields(node, fields.faults, "专项行动")
    campaign_id, name = entry.identifier("id"), entry.text("name", required=True)
    start, end = entry.day("from", required=True), entry.day("to", required=True)
    entry.finish()
    if start is None or end is None or not campaign_id:
        return None
    if end < start:
        entry.faults.add(entry.line_of("to"), f"专项行动“{name}”的结束日期早于开始日期")
    if start < FIRST_DAY or end > LAST_DAY or end - start > _LONGEST:
        entry.faults.add(
            entry.line_of("from"),
            f"专项行动“{name}”应在{FIRST_DAY.year}年至{LAST_DAY.year}年之间，前后不超过10年",
        )
    return Campaign(campaign_id, name, start, end)


def _read_days(fields: Fields, key: str) -> frozenset[date]:
    days = set()
    for word in fields.words(key) if fields.has(key) else ():
        try:
            days.add(date.fromisoformat(word))
        except ValueError:
            fields.faults.add(fields.line_naming(word), f"日历的“{key}”应是日期，如 2026-10-01，现为“{word}”")
    return frozenset(days)


def _read_hours(fields: Fields) -> tuple[tuple[time, time], ...]:
    if not fields.has("hours"):
        return PLAIN.hours
    hours: list[tuple[time, time]] = []
    for word in fields.words("hours"):
        found = _HOURS.fullmatch(word)
        try:
            stretch = (_time(found[1]), _time(found[2])) if found is not None else None
        except ValueError:
            stretch = None
        if stretch is None or stretch[0] >= stretch[1] or (hours and stretch[0] < hours[-1][1]):
            fields.faults.add(
                fields.line_naming(word),
                f'日历的“hours”应是从早到晚、互不重叠的时段，如 "08:30-12:00"，现为“{word}”',
            )
            continue
        hours.append(stretch)
    return tuple(hours) or PLAIN.hours


def _time(text: str) -> time:
    return time.fromisoformat(text.rjust(5, "0"))


def write_calendar(calendar: Calendar) -> Entries:
    """The entries that :func:`read_calendar` reads, those left out that are as usual."""
    entries: Entries = {}
    if calendar.month_ends_on is not None:
        entries["month_ends_on"] = str(calendar.month_ends_on)
    if calendar.campaigns:
        entries["campaigns"] = [_write_campaign(campaign) for campaign in calendar.campaigns]
    for key, days in (("holidays", calendar.holidays), ("working_days", calendar.working_days)):
        if days:
            entries[key] = [day.isoformat() for day in sorted(days)]
    if calendar.hours != PLAIN.hours:
        entries["hours"] = [f"{start:%H:%M}-{end:%H:%M}" for start, end in calendar.hours]
    return entries


def _write_campaign(campaign: Campaign) -> Written:
    return {
        "id": campaign.id,
        "name": campaign.name,
        "from": campaign.start.isoformat(),
        "to": campaign.end.isoformat(),
    }
