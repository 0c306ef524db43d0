"""The bulletin of May 2017 of the example office, sentence by sentence, as a clerk would write it from the figures."""

from __future__ import annotations

from tests.services.bulletin.written import LOUXING, example, lines, rows, table, written

BASIS = (
    "按照城区环境卫生考核办法，区城市管理委员会办公室对各街道、乡镇2017年5月环境卫生工作进行了检查考核，"
    "现将考核情况通报如下。其中白黄红督办按示例规则评定，仅作演示。"
)
TEXT = [
    "关于2017年5月城区环境卫生考核情况的通报",
    BASIS,
    "一、总体情况",
    "2017年5月共考核街道5个、乡镇6个，其中缺数据、没有名次的1个。",
    "街道平均得分85.42分，比上月下降0.98分；得分最高的是乐坪（85.84分），最低的是大科（85.19分），相差0.65分。",
    "乡镇平均得分86.90分，按本月和上月都有名次的5个乡镇比，平均下降0.23分；得分最高的是双江（87.28分），最低的是万宝（86.62分），相差0.66分。",
    "本月列入督办的：白牌4个（比上月增加2个），黄牌3个（比上月增加2个），红牌2个（比上月增加2个）。",
    "二、得分及排名",
    "（一）街道",
    "街道得分及排名如下。",
    "[2017年5月街道考核得分及排名]",
    "与上月相比，街道名次上升最多的是乐坪（由第4名升至第1名），名次下降的是花山（由第1名降至第4名）、"
    "大科（由第2名降至第5名）。",
    "（二）乡镇",
    "乡镇得分及排名如下。",
    "[2017年5月乡镇考核得分及排名]",
    "缺数据、没有名次的有：蛇形山（无数据：没有任何村的“村得分”）。",
    "与上月相比，乡镇名次上升最多的是杉山（由第5名升至第2名），名次下降最多的是石井（由第1名降至第3名）。",
    "三、存在的主要问题",
    "（一）街道",
    "本月街道失分合计72.89分，比上月增加4.88分。失分最多的是街道社区（42.22分，占57.92%），"
    "其次是物业公司（19.00分，占26.07%），再次是城管（11.67分，占16.01%）。",
    "[2017年5月街道失分情况]",
    "各街道失分情况如下。",
    "[2017年5月各街道主要失分项目]",
    "（二）乡镇",
    "本月乡镇抽查村45个，得分最低的3个是红土（水洞底，85.40分）、杉山（杉山，85.70分）、东冲（万宝，85.80分）。",
    "四、督办情况",
    "白牌（4个）：乐坪、黄泥塘、杉山、石井。督办要求：“提醒：核对扣分问题，下期考核前自行整改”。",
    "黄牌（3个）：长青、花山、水洞底。督办要求：“督促：下期考核前整改，并书面报送整改情况”。",
    "红牌（2个）：大科、万宝。督办要求：“挂牌：限期整改，复查合格后销号”。",
    "[2017年5月督办依据]",
    "五、下一步工作要求",
    "（一）各街道、乡镇对照扣分问题逐项整改，整改情况在下期考核时一并复查。",
    "（二）督办单位明确整改责任人和完成时限，按期报送整改结果。",
    "（三）名次靠前的单位保持日常保洁力度，巩固整改成效。",
    "附件：2017年5月乡镇村得分明细",
    "娄底市娄星区城市管理委员会办公室　2026年11月22日",
    "附件 2017年5月乡镇村得分明细",
    "[]",
]


def test_every_sentence() -> None:
    assert lines(written(example(LOUXING, "2017-05", history=1)).document) == TEXT


def test_the_tables() -> None:
    document = written(example(LOUXING, "2017-05", history=1)).document
    streets = table(document, "2017年5月街道考核得分及排名")
    assert [column.title for column in streets.columns] == [
        "名次",
        "街道",
        "物业公司\n（40分）",
        "街道社区\n（30分）",
        "环境卫生\n（70分）",
        "城管\n（30分）",
        "合计\n（100分）",
        "与上月\n相比",
        "督办",
    ]
    assert rows(streets)[4] == [
        "5", "大科", "36.40", "21.04", "57.44", "27.75", "85.19", "下降3名", "■红牌",
    ]  # fmt: skip
    losses = table(document, "2017年5月街道失分情况")
    assert rows(losses) == [
        ["街道社区", "42.22", "57.92", "增加3.28分"],
        ["物业公司", "19.00", "26.07", "减少0.20分"],
        ["城管", "11.67", "16.01", "增加1.80分"],
    ]
    assert losses.notes == ()
    worst = table(document, "2017年5月各街道主要失分项目")
    assert rows(worst)[0] == ["大科", "14.81", "街道社区（8.96）、物业公司（3.60）、城管（2.25）"]


def test_each_figure_is_a_fact_with_a_name_that_people_understand() -> None:
    facts = written(example(LOUXING, "2017-05", history=1)).facts
    names = {fact.name: fact.text for fact in facts.values()}
    assert names["乐坪得分"] == "85.84分"
    assert names["乐坪名次"] == "第1名"
    assert names["乐坪名次与上月相比"] == "上升3名"
    assert names["大科督办颜色"] == "红牌"
    assert names["街道平均得分"] == "85.42分"
    assert names["街道失分第1位"] == "街道社区"
    score = next(fact for fact in facts.values() if fact.name == "双江得分")
    assert (score.figure, score.key.split("/")[:2]) == ("township_total", ["score", "townships"])
