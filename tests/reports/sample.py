"""A bulletin with the figures that 娄星区 published for May 2017; its ratings and wording are examples."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cityassess.reports.blocks import Align, Cell, Column, Table
from cityassess.services.bulletin.document import (
    Annex,
    Close,
    Document,
    Exhibit,
    Head,
    Part,
    Passage,
    Section,
)

WHITE, YELLOW, RED = ("白牌", "white"), ("黄牌", "yellow"), ("红牌", "red")
PERIOD = "2017年5月份"
UNRANKED = "缺数据、没有名次的有：蛇形山镇（本期未抽查）。"

STREETS = (
    ("1", "乐坪街道", "36.60", "21.40", "58.00", "27.84", "85.84", "升3位", WHITE),
    ("2", "黄泥塘街道", "36.00", "21.84", "57.84", "27.72", "85.56", "升1位", WHITE),
    ("3", "长青街道", "36.00", "21.90", "57.90", "27.42", "85.32", "升2位", YELLOW),
    ("4", "花山街道", "36.00", "21.60", "57.60", "27.60", "85.20", "降3位", YELLOW),
    ("5", "大科街道", "36.40", "21.04", "57.44", "27.75", "85.19", "降3位", RED),
)
TOWNSHIPS = (
    ("1", "双江乡", "87.28", WHITE),
    ("2", "杉山镇", "86.99", WHITE),
    ("3", "石井镇", "86.97", WHITE),
    ("4", "水洞底镇", "86.66", YELLOW),
    ("5", "万宝镇", "86.62", RED),
)
VILLAGES = {
    "双江乡": "万家87.3 方石87.6 洪山87.5 天壶87.9 农新87.4 双江86.2 青桥87.6 坪底87.0 义坪87.0",
    "杉山镇": "万乐88.0 恩口87.2 木山86.6 石垣86.6 集云87.6 杉山85.7 桐梓86.8 泉福87.2 同安87.2",
    "石井镇": "祖师87.4 三圭86.8 斗罡87.0 泽溪87.1 石江87.8 松江86.0 双林86.4 枫树86.8 雅塘87.4",
    "水洞底镇": "新田86.6 新禾87.6 留坦87.6 金泉86.8 托山85.9 红土85.4 天堂86.2 凤冠86.4 水洞底87.4",
    "万宝镇": "茶园86.0 万宝87.1 松山86.2 石埠87.8 垭古86.0 珠山86.9 下洲86.2 东冲85.8 石塘87.6",
}


def number(text: str, *, bold: bool = False) -> Cell:
    """A figure whose exact number is the printed one."""
    return Cell(text, Fraction(text), bold=bold)


def rating(name: str, colour: str) -> Cell:
    """A rating as word and tint."""
    return Cell(name, tint=colour)


def streets() -> Table:
    """The five streets with their partial scores."""
    columns = (
        Column("名次"),
        Column("街道"),
        Column("物业公司\n（40分）", Align.NUMBER),
        Column("街道社区\n（30分）", Align.NUMBER),
        Column("环境卫生\n得分", Align.NUMBER),
        Column("城管得分\n（30分）", Align.NUMBER),
        Column("合计", Align.NUMBER),
        Column("与上期\n相比"),
        Column("督办"),
    )
    rows = tuple(
        (
            number(rank),
            Cell(name),
            *map(number, components),
            number(total, bold=True),
            Cell(change),
            rating(*colour),
        )
        for rank, name, *components, total, change, colour in STREETS
    )
    return Table(columns, rows, f"{PERIOD}街道考核得分及排名")


def townships() -> Table:
    """Five of the six townships; the sixth was not ranked."""
    columns = (Column("名次"), Column("乡镇"), Column("得分", Align.NUMBER), Column("督办"))
    rows = tuple(
        (number(rank), Cell(name), number(total, bold=True), rating(*colour))
        for rank, name, total, colour in TOWNSHIPS
    )
    return Table(columns, rows, f"{PERIOD}乡镇考核得分及排名")


def ranking_tables() -> list[tuple[str, Table]]:
    """The rankings for a workbook, who is not ranked in notes below."""
    return [("街道", streets()), ("乡镇", replace(townships(), notes=(UNRANKED,)))]


def village_table() -> Table:
    """The sampled villages behind each township's score."""
    totals = {name: total for _, name, total, _ in TOWNSHIPS}
    columns = (Column("乡镇"), Column("抽查村及得分", Align.LEFT), Column("得分", Align.NUMBER))
    rows = []
    for township, entries in VILLAGES.items():
        villages = "、".join(f"{entry[:-4]}村（{entry[-4:]}）" for entry in entries.split())
        rows.append((Cell(township), Cell(villages), number(totals[township], bold=True)))
    note = "注：每个乡镇随机抽查九个村，乡镇得分为九个村得分的平均值，保留两位小数。"
    return Table(columns, tuple(rows), "", (note,), key_columns=1)


def reasons() -> Table:
    """Why the street at the end got its colour."""
    columns = (Column("分组"), Column("对象"), Column("督办"), Column("依据", Align.LEFT))
    row = (Cell("街道"), Cell("大科街道"), rating(*RED), Cell("小街小巷保洁不到位，连续两期排名末位"))
    return Table(columns, (row,), f"{PERIOD}督办依据", key_columns=2)


OVERVIEW = (
    "本期考核采取日常巡查、随机抽查与第三方测评相结合的方式，共检查主次干道26条、小街小巷118条、社区41个、"
    "行政村45个，发现各类问题312个，其中“垃圾乱堆乱倒”问题97个，占31.1%；“乱牵乱挂”问题64个，占20.5%。"
    "截至5月31日已整改287个，整改率为92.0%。",
    "一是小街小巷保洁不到位。部分背街小巷垃圾清运不及时，果皮箱满溢，“牛皮癣”清理不彻底。",
    "二是农贸市场周边占道经营反弹。早晚时段流动摊贩集中，影响通行（详见督办单）。",
    "三是乡镇生活垃圾转运不及时。个别村垃圾池（箱）满溢超过24小时，焚烧垃圾现象时有发生。",
    f"{PERIOD}督办颜色：红牌2个，黄牌3个，白牌5个。",
)
BASIS = (
    "根据《娄星区城乡环境卫生考核办法》（娄星办发〔2016〕23号）的规定，区考核办对五个街道和六个乡镇的环境卫生"
    "进行了明查和暗访。现将2017年5月份考核情况通报如下。"
)
RANKINGS: tuple[Part, ...] = (
    Passage("streets", ("街道",), level=2),
    Passage(
        "streets/lead", ("乐坪街道以85.84分列第一名，大科街道以85.19分列末位，首末相差0.65分。",), leads=True
    ),
    Exhibit("streets/table", "街道", (streets(),)),
    Passage("townships", ("乡镇",), level=2),
    Passage(
        "townships/lead",
        ("各乡镇得分为所抽查九个村得分的平均值。双江乡以87.28分列第一名，万宝镇以86.62分列末位。",),
        leads=True,
    ),
    Exhibit("townships/table", "乡镇", (townships(),)),
    Passage("townships/lacking", (UNRANKED,)),
)
SUPERVISION = (
    "红牌：大科街道、万宝镇。",
    "黄牌：长青街道、花山街道、水洞底镇。",
    "白牌：乐坪街道、黄泥塘街道、双江乡、杉山镇、石井镇。",
    "被评为红牌的单位应于6月10日前将整改情况书面报区考核办。",
)
REQUIREMENT = (
    "各乡镇、街道要对照本通报指出的问题，逐条制定整改措施，明确责任人和完成时限。区考核办将对整改情况进行“回头看”，"
    "对整改不力的，按照考核办法的规定予以督办。"
)


def said(section: str, *paragraphs: str) -> tuple[Passage, ...]:
    """Paragraphs as passages."""
    return tuple(Passage(f"{section}/{place}", (words,)) for place, words in enumerate(paragraphs))


def bulletin(*, draft: bool = False) -> Document:
    """The whole bulletin."""
    return Document(
        "monthly",
        Head(
            authority="娄底市娄星区城乡环境卫生考核办公室",
            title="娄星区城乡环境卫生考核办公室关于2017年5月份城乡环境卫生考核情况的通报",
            number="娄星环考办〔2017〕5号",
            mark="征求意见稿" if draft else "",
            addressee="各乡镇人民政府、街道办事处，区直有关单位",
        ),
        (
            Section("basis", "", said("basis", BASIS)),
            Section("overview", "总体情况", said("overview", *OVERVIEW)),
            Section("rankings", "得分及排名", RANKINGS),
            Section(
                "supervision",
                "督办情况",
                (*said("supervision", *SUPERVISION), Exhibit("reasons", "督办依据", (reasons(),))),
            ),
            Section("requirements", "工作要求", said("requirements", REQUIREMENT)),
        ),
        (Annex("villages", "2017年5月份乡镇抽查村得分表", (village_table(),)),),
        Close("娄星区城乡环境卫生考核办公室", "2017年6月5日"),
        foot="日志号 1　序号 1284　摘要 9f86d 08188 4c7d6 59a2f",
    )
