"""From a scheme file's tree to a scheme: every fault at once, each with its line and a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cityassess.errors import Problem
from cityassess.scoring.fields import Faults, Fields, near_name
from cityassess.scoring.periods import Cycle
from cityassess.scoring.rules import RULES, rule_kind
from cityassess.scoring.rules.context import Known
from cityassess.scoring.scheme import (
    Bands,
    BulletinWording,
    Colour,
    Figure,
    Kind,
    Mark,
    Ranking,
    Rounding,
    RoundingMode,
    RuleForm,
    Scheme,
    Several,
    Sum,
    Ties,
    full_marks,
)
from cityassess.scoring.tree import Node

_TINTS = ("white", "yellow", "red", "blue", "green", "orange", "black")
_DEEPEST = 50
_Written = tuple[Figure, Fields]
"""A figure with the entries it was read from, so that faults found later name their lines."""


def read_scheme(tree: Node, file: str) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """Read a scheme; the scheme is None whenever there is a fault, and every fault is reported."""
    faults = Faults(file)
    top = Fields(tree, faults, "方案")
    if faults.in_order():  # another kind of file: what a scheme needs would only bury the reason
        return None, faults.in_order()
    scheme_id = top.identifier("scheme")
    name = top.text("name", required=True)
    circular = top.text("circular", required=True)
    start, end = top.day("in_force_from", required=True), top.day("in_force_to")
    if start and end and end < start:
        faults.add(top.line_of("in_force_to"), "方案的失效日期早于生效日期")
    decimals = top.integer("decimals", 2, 0, 6)
    kinds = _read_kinds(top)
    colours = _read_colours(top)
    read = _read_figures(top, decimals)
    figures = {figure.id: figure for figure, _ in reversed(read)}
    _check_unique(faults, "考核项", ((figure.id, figure.line) for figure, _ in read))
    ordered = _in_order(list(figures.values()), faults)
    fulls = full_marks(ordered)
    with_full = frozenset(name for name, full in fulls.items() if full is not None)
    known = Known(figures, with_full, kinds, frozenset(colour.id for colour in colours))
    for figure, fields in read:
        _check_figure(figure, fields, known)
    rankings = _read_rankings(top, figures, kinds)
    bulletin = _read_bulletin(top)
    top.finish()
    problems = faults.in_order()
    if problems or start is None:
        return None, problems
    kinds_in_file = tuple(kinds.values())
    scheme = Scheme(
        scheme_id, name, circular, start, end, kinds_in_file, ordered, rankings, colours, bulletin
    )
    return scheme, ()


def _check_unique(faults: Faults, what: str, ids: Iterable[tuple[str, int]]) -> None:
    seen: dict[str, int] = {}
    for name, line in ids:
        if name and name in seen:
            faults.add(line, f"{what}编号“{name}”与第{seen[name]}行重复")
        seen.setdefault(name, line)


def _read_kinds(top: Fields) -> dict[str, Kind]:
    lines: list[tuple[Kind, Fields]] = []

    def read(node: Node) -> Kind | None:
        fields = Fields(node, top.faults, "对象类型")
        name, above = fields.text("name", required=True), fields.text("part_of")
        fields.finish()
        kind = Kind(name, above or None)
        lines.append((kind, fields))
        return kind if name else None

    kinds = top.each("kinds", read, required=True)
    _check_unique(top.faults, "对象类型", ((kind.name, fields.line) for kind, fields in lines))
    found = {kind.name: kind for kind in kinds}
    for kind, fields in lines:
        if kind.part_of is not None and kind.part_of not in found:
            top.faults.add(
                fields.line_of("part_of"), f"对象类型“{kind.part_of}”没有定义{near_name(kind.part_of, found)}"
            )
        elif _is_part_of_itself(kind, found):
            top.faults.add(fields.line_of("part_of"), f"对象类型“{kind.name}”绕了一圈又属于自己")
    return found


def _is_part_of_itself(kind: Kind, found: dict[str, Kind]) -> bool:
    seen = {kind.name}
    above = kind.part_of
    while above is not None and above in found:
        if above in seen:
            return above == kind.name
        seen.add(above)
        above = found[above].part_of
    return False


def _read_colours(top: Fields) -> tuple[Colour, ...]:
    ids: list[tuple[str, int]] = []

    def read(node: Node) -> Colour | None:
        fields = Fields(node, top.faults, "颜色")
        colour_id = fields.identifier("id")
        name = fields.text("name", required=True)
        tint = fields.text("tint", colour_id)
        if tint not in _TINTS:
            top.faults.add(fields.line_of("tint"), f"颜色的“tint”应是 {'、'.join(_TINTS)} 之一，现为“{tint}”")
        meaning = fields.text("meaning")
        fields.finish()
        ids.append((colour_id, fields.line))
        return Colour(colour_id, name, tint, meaning) if colour_id else None

    colours = top.each("colours", read)
    _check_unique(top.faults, "颜色", ids)
    return colours


def _read_figures(top: Fields, decimals: int) -> list[_Written]:
    read: list[_Written] = []

    def read_one(node: Node) -> None:
        figure = _read_figure(node, top.faults, decimals)
        if figure is not None:
            read.append(figure)

    top.each("figures", read_one, required=True)
    return read


def _read_figure(node: Node, faults: Faults, decimals: int) -> _Written | None:
    fields = Fields(node, faults, "考核项")
    figure_id = fields.identifier("id")
    name = fields.text("name", required=True)
    fields.what = f"考核项“{name or figure_id}”"
    of = fields.text("of", required=True)
    every = fields.choice("every", Cycle.MONTH) if fields.node("every", required=True) else Cycle.MONTH
    clause = fields.text("clause")
    rounding = _read_rounding(fields)
    printed = fields.integer("print", rounding.decimals if rounding else decimals, 0, 6)
    if rounding is not None and printed < rounding.decimals:
        fields.faults.add(
            fields.line_of("print"),
            f"{fields.what}取整到{rounding.decimals}位小数，只打印{printed}位会看不出差别。改小“round”或改大“print”。",
        )
    entry = fields.integer("entry_decimals", 2, 0, 4)
    rule = _read_rule(fields)
    fields.finish()
    if not figure_id:
        return None
    return Figure(figure_id, name, of, every, rule, clause, rounding, printed, entry, fields.line), fields


def _read_rounding(fields: Fields) -> Rounding | None:
    mode = fields.choice("rounding", RoundingMode.HALF_UP)
    if not fields.has("round"):
        return None
    return Rounding(fields.integer("round", 2, 0, 6), mode)


def _read_rule(fields: Fields) -> RuleForm:
    """The figure's rule; a mark stands in for one that is not known, so that its readers aren't blamed for it."""
    word = fields.text("rule", required=True)
    if word in RULES:
        rule: RuleForm = RULES[word].read(fields)
        return rule
    if word:
        words = "、".join(RULES)
        fields.faults.add(
            fields.line_of("rule"),
            f"{fields.what}的规则“{word}”不认识{near_name(word, RULES)}。可用：{words}",
        )
    fields.leave_unread()
    return Mark(Fraction(1), Several.ONE)


def _check_figure(figure: Figure, fields: Fields, known: Known) -> None:
    faults, figures, kinds = fields.faults, known.figures, known.kinds
    if figure.of and figure.of not in kinds:
        faults.add(
            fields.line_of("of"), f"{fields.what}的对象类型“{figure.of}”没有定义{near_name(figure.of, kinds)}"
        )
    for name in figure.inputs:
        if name not in figures:
            faults.add(
                _line_of_input(figure, fields),
                f"{fields.what}引用的“{name}”没有定义{near_name(name, figures)}",
            )
        elif isinstance(figures[name].rule, Bands):
            faults.add(
                _line_of_input(figure, fields),
                f"{fields.what}引用的“{figures[name].name}”是颜色或等级，不是数值",
            )
    rule_kind(figure.rule).check(figure.rule, figure, known, fields)


def _line_of_input(figure: Figure, fields: Fields) -> int:
    for key in ("inputs", "parts", "input"):
        if fields.has(key):
            return fields.line_of(key)
    return figure.line


def _read_rankings(top: Fields, figures: dict[str, Figure], kinds: dict[str, Kind]) -> tuple[Ranking, ...]:
    read: list[Ranking] = []

    def read_one(node: Node) -> None:
        fields = Fields(node, top.faults, "排名")
        ranking_id, name = fields.identifier("id"), fields.text("name", required=True)
        fields.what = f"排名“{name or ranking_id}”"
        score = fields.text("score", required=True)
        rating = fields.text("rating") or None
        by_group = fields.boolean("by_group", True)
        better = _word(fields, "better", ("high", "low"))
        compare = _word(fields, "compare", ("published", "exact"))
        ties = fields.choice("ties", Ties.COMPETITION)
        columns = _read_columns(fields, figures, figures.get(score))
        fields.finish()
        ranking = Ranking(
            ranking_id,
            name,
            score,
            by_group,
            better == "high",
            ties,
            compare == "published",
            rating,
            columns,
            fields.line,
        )
        _check_ranking(ranking, fields, figures)
        read.append(ranking)

    top.each("rankings", read_one, required=True)
    _check_unique(top.faults, "排名", ((ranking.id, ranking.line) for ranking in read))
    return tuple(read)


def _read_columns(fields: Fields, figures: dict[str, Figure], score: Figure | None) -> tuple[str, ...]:
    if not fields.has("columns"):
        return score.inputs if score is not None and isinstance(score.rule, Sum) else ()
    names = fields.each("columns", lambda node: getattr(node, "text", None))
    for name in names:
        column = figures.get(name)
        if column is None:
            fields.faults.add(
                fields.line_of("columns"), f"{fields.what}引用的“{name}”没有定义{near_name(name, figures)}"
            )
        elif score is not None and (column.of != score.of or column.every is not score.every):
            fields.faults.add(
                fields.line_of("columns"), f"{fields.what}的“{column.name}”与得分不是同一类对象、同一周期"
            )
    return names


def _word(fields: Fields, key: str, words: tuple[str, str]) -> str:
    word = fields.text(key, words[0])
    if word not in words:
        fields.faults.add(
            fields.line_of(key), f"{fields.what}的“{key}”应是 {' 或 '.join(words)}，现为“{word}”"
        )
        return words[0]
    return word


def _check_ranking(ranking: Ranking, fields: Fields, figures: dict[str, Figure]) -> None:
    faults = fields.faults
    score = figures.get(ranking.score)
    if ranking.score and score is None:
        faults.add(
            fields.line_of("score"),
            f"{fields.what}引用的“{ranking.score}”没有定义{near_name(ranking.score, figures)}",
        )
    if score is not None and isinstance(score.rule, Bands):
        faults.add(fields.line_of("score"), f"{fields.what}不能按颜色或等级“{score.name}”排名")
    if ranking.rating is None:
        return
    rating = figures.get(ranking.rating)
    if rating is None:
        faults.add(
            fields.line_of("rating"),
            f"{fields.what}引用的“{ranking.rating}”没有定义{near_name(ranking.rating, figures)}",
        )
    elif not isinstance(rating.rule, Bands) or not rating.rule.colours:
        faults.add(
            fields.line_of("rating"), f"{fields.what}的督办颜色“{rating.name}”应是 colours: true 的分档"
        )
    elif score is not None and (rating.of != score.of or rating.every is not score.every):
        faults.add(fields.line_of("rating"), f"{fields.what}的得分与督办颜色不是同一类对象、同一周期")


def _read_bulletin(top: Fields) -> BulletinWording:
    node = top.node("bulletin", required=True)
    if node is None:
        return BulletinWording("", "", "", "", (), "")
    fields = Fields(node, top.faults, "通报用语")
    wording = BulletinWording(
        fields.text("authority", required=True),
        fields.text("title", required=True),
        fields.text("addressee", required=True),
        fields.text("basis"),
        fields.each("requirements", lambda item: getattr(item, "text", None)),
        fields.text("signature", required=True),
    )
    fields.finish()
    return wording


def _in_order(figures: list[Figure], faults: Faults) -> tuple[Figure, ...]:
    """Each figure after all that it reads; a figure that reads itself round about is a fault at its line."""
    by_id = {figure.id: figure for figure in figures}
    waiting = {figure.id: {name for name in figure.inputs if name in by_id} for figure in figures}
    ordered: list[Figure] = []
    for figure in sorted(figures, key=lambda item: item.line):
        _place(figure, by_id, waiting, ordered, (), faults)
    return tuple(ordered)


def _place(
    figure: Figure,
    by_id: dict[str, Figure],
    waiting: dict[str, set[str]],
    ordered: list[Figure],
    above: tuple[str, ...],
    faults: Faults,
) -> None:
    if figure.id in above:
        ring = [by_id[name].name for name in (*above[above.index(figure.id) :], figure.id)]
        line = min(by_id[name].line for name in above[above.index(figure.id) :])
        faults.add(line, f"考核项互相引用成环：{' → '.join(ring)}。改掉其中一项的引用")
        return
    if figure.id not in waiting:
        return
    if len(above) > _DEEPEST:
        faults.add(figure.line, f"考核项层层引用超过{_DEEPEST}层，应减少层次")
        return
    for name in sorted(waiting[figure.id], key=lambda item: by_id[item].line):
        _place(by_id[name], by_id, waiting, ordered, (*above, figure.id), faults)
    if waiting.pop(figure.id, None) is not None:
        ordered.append(figure)
