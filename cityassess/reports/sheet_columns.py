"""The columns of a marks sheet and of an objects sheet, for the template that is filled in and for the import of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its name in code, its heading, other words that are read as it, and how the template offers it.

    ``width`` is in characters; ``choices`` names a list of the template, ``rule`` what its cells take.
    """

    name: str
    heading: str
    width: int
    note: str
    needed: bool = False
    choices: str = ""
    rule: str = "text"
    others: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Every heading that means this column."""
        return frozenset((self.heading, self.name, *self.others))


MARKS_COLUMNS = (
    SheetColumn(
        "period",
        "考核周期",
        14,
        "写法：2026-11-21（日）、2026-W47（周）、2026-11（月）、2026-Q4（季）、2026（年）、2026-2030（五年），"
        "专项行动写名称或编号。",
        needed=True,
        choices="periods",
        others=("周期", "期次"),
    ),
    SheetColumn(
        "object",
        "考核对象",
        22,
        "与“对象”表或系统中的名称一致。",
        needed=True,
        choices="objects",
        others=("对象",),
    ),
    SheetColumn(
        "criterion",
        "指标",
        22,
        "与考核方案中的名称一致，可从列表中选。",
        needed=True,
        choices="criteria",
        others=("考核指标",),
    ),
    SheetColumn(
        "value",
        "数值",
        11,
        "一般只填数字，小数位数按方案规定；选项填名称或序号。不适用的填“/”，没有考核的留空，不要填0。"
        "按时限考核的可以留空，由发现时间和整改的时间算出。",
        needed=True,
        rule="value",
        others=("值",),
    ),
    SheetColumn("date", "日期", 13, "检查当天的日期，如2026-11-21。", rule="date", others=("检查日期",)),
    SheetColumn("inspector", "检查人", 12, "检查人姓名，多人用顿号分开。"),
    SheetColumn("mode", "方式", 12, "检查方式，可从列表中选。", choices="modes", others=("检查方式",)),
    SheetColumn("count", "次数", 8, "同样的问题有几次，填整数；只有一次可留空。", rule="count"),
    SheetColumn("place", "地点", 24, "检查地点。"),
    SheetColumn("note", "说明", 32, "扣分或得分的理由。", others=("备注",)),
    SheetColumn("source", "来源", 16, "数据来自何处，如日常巡查、群众举报、媒体曝光。", choices="sources"),
    SheetColumn(
        "rectified",
        "整改",
        17,
        "是否已经整改：是或否，也可填整改的时间，如2026-11-22 10:30。",
        choices="rectified",
        others=("整改情况", "整改时间"),
    ),
    SheetColumn("severity", "程度", 12, "问题的程度，写法与方案一致，如严重、一般。", choices="severities"),
    SheetColumn("repeated", "重复", 8, "是否重复出现的问题：是或否。", choices="repeated"),
    SheetColumn(
        "found",
        "发现时间",
        17,
        "发现问题的时间，如2026-11-21 08:30。",
        rule="moment",
    ),
)
OBJECTS_COLUMNS = (
    SheetColumn(
        "name",
        "名称",
        24,
        "考核对象的全称，每个对象一行。分组、等级有变动的，每次变动另写一行，从哪一天起写在“自”列。",
        needed=True,
    ),
    SheetColumn("parent", "上级", 24, "所属的上级对象，没有上级的留空。", choices="objects"),
    SheetColumn("kind", "类型", 12, "如街道、乡镇、村。", choices="kinds"),
    SheetColumn("group", "分组", 14, "在哪一组内排名。", choices="groups"),
    SheetColumn("grade", "等级", 10, "等级或类别，方案没有用到可留空。", choices="grades"),
    SheetColumn("code", "编号", 14, "本单位自己的编号，可留空。"),
    SheetColumn(
        "from",
        "自",
        13,
        "从哪一天起参加考核，一直参加的留空；变动的一行填从哪一天起变动。",
        rule="date",
    ),
    SheetColumn("to", "至", 13, "到哪一天为止参加考核，仍在参加的留空。", rule="date"),
    SheetColumn("lead", "牵头单位", 20, "哪个单位牵头，写单位的名称，没有的留空。", choices="objects"),
    SheetColumn("responsible", "责任单位", 28, "由哪些单位负责，写单位的名称，多个用顿号分开。"),
    SheetColumn(
        "leader",
        "主管领导",
        16,
        "主管领导的姓名，多人用顿号分开。方案写明要印的，印在通报的排名表里，不影响得分。",
        others=("分管领导",),
    ),
)
