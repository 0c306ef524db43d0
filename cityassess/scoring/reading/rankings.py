"""Rankings: by what, who takes part, how ties are parted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cityassess.scoring.fields import Fields, check_unique, near_name
from cityassess.scoring.forms import Apart, Bands, ByRank, Ordering, Split, Sum, Then, Ties
from cityassess.scoring.reading.figures import check_reads
from cityassess.scoring.rules.conditions import read_tests
from cityassess.scoring.rules.context import Known
from cityassess.scoring.scheme import Against, Figure, Ranking
from cityassess.scoring.tree import Node


@dataclass(frozen=True, slots=True)
class ReadOrdering:
    """A ranking whose ordering was read, before figures are known, and the entries that are left to read."""

    id: str
    name: str
    ordering: Ordering
    fields: Fields


def read_orderings(top: Fields) -> tuple[ReadOrdering, ...]:
    """What every ranking goes by; figures' rules may name these rankings."""
    read = top.each("rankings", partial(_read_ordering, top), required=True)
    check_unique(top.faults, "排名", ((item.id, item.fields.line) for item in read))
    return read


def _read_ordering(top: Fields, node: Node) -> ReadOrdering:
    fields = Fields(node, top.faults, "排名")
    ranking_id, name = fields.identifier("id"), fields.text("name", required=True)
    fields.what = f"排名“{name or ranking_id}”"
    apart = _read_apart(fields)
    ordering = Ordering(
        fields.text("score", required=True),
        apart is not Apart.NONE,
        fields.word("better", ("high", "low")) == "high",
        fields.choice("ties", Ties.COMPETITION),
        fields.word("compare", ("published", "exact")) == "published",
        fields.each("then", partial(_read_then, fields)),
        fields.words("not_ranked"),
        read_tests(fields, "only"),
        Apart.GROUP if apart is Apart.NONE else apart,
    )
    return ReadOrdering(ranking_id, name, ordering, fields)


def _read_apart(fields: Fields) -> Apart:
    """By what objects are ranked apart: ``by``, or ``by_group`` for the two commonest answers."""
    grouped = fields.boolean("by_group", True)
    if fields.has("by") and fields.has("by_group"):
        fields.faults.add(fields.line_of("by_group"), f"{fields.what}的“by”和“by_group”只写一个")
    return fields.choice("by", Apart.GROUP if grouped else Apart.NONE)


def _read_then(fields: Fields, node: Node) -> Then:
    entry = Fields(node, fields.faults, f"{fields.what}的并列处理")
    then = Then(entry.text("figure", required=True), entry.word("better", ("high", "low")) == "high")
    entry.finish()
    return then


def finish_ranking(read: ReadOrdering, known: Known) -> Ranking:
    """The whole ranking, once the figures are known, with what is wrong about it noted."""
    fields, ordering = read.fields, read.ordering
    rating = fields.text("rating") or None
    score = known.figures.get(ordering.score)
    columns = _read_columns(fields, known.figures, score)
    also = _read_also(fields, known.figures, score, {ordering.score, rating, *columns})
    change = tuple(
        against for word in fields.words("change") if (against := _against(fields, word)) is not None
    )
    fields.finish()
    if score is not None:
        check_reads(ordering.reads, score.of, score.every, fields, known)
    elif ordering.score:
        fields.faults.add(
            fields.line_of("score"),
            f"{fields.what}引用的“{ordering.score}”没有定义{near_name(ordering.score, known.figures)}",
        )
    if rating is not None:
        _check_rating(rating, score, fields, known.figures)
    return Ranking(read.id, read.name, ordering, rating, columns, change, fields.line, also)


def _against(fields: Fields, word: str) -> Against | None:
    known = {against.value: against for against in Against}
    if word not in known:
        fields.faults.add(
            fields.line_of("change"), f"{fields.what}的“change”应是 {'、'.join(known)}，现为“{word}”"
        )
    return known.get(word)


def _read_columns(fields: Fields, figures: dict[str, Figure], score: Figure | None) -> tuple[str, ...]:
    if not fields.has("columns"):
        return score.inputs if score is not None and isinstance(score.rule, Sum) else ()
    return _figures_beside(fields, "columns", figures, score)


def _figures_beside(
    fields: Fields, key: str, figures: dict[str, Figure], score: Figure | None
) -> tuple[str, ...]:
    """Figures that are printed beside a score, which must be of its objects and periods."""
    names = fields.texts(key)
    for name in names:
        column = figures.get(name)
        if column is None:
            fields.faults.add(
                fields.line_of(key), f"{fields.what}引用的“{name}”没有定义{near_name(name, figures)}"
            )
        elif score is not None and (column.of != score.of or column.every is not score.every):
            fields.faults.add(
                fields.line_of(key), f"{fields.what}的“{column.name}”与得分不是同一类对象、同一周期"
            )
    return names


def _read_also(
    fields: Fields, figures: dict[str, Figure], score: Figure | None, shown: set[str | None]
) -> tuple[str, ...]:
    """What is printed behind the score: what the file says, else grades, and points and money by place."""
    if fields.has("also"):
        return _figures_beside(fields, "also", figures, score)
    if score is None:
        return ()
    return tuple(
        figure.id
        for figure in sorted(figures.values(), key=lambda each: each.line)
        if (figure.of, figure.every) == (score.of, score.every)
        and figure.id not in shown
        and (
            isinstance(figure.rule, ByRank | Split)
            or (isinstance(figure.rule, Bands) and not figure.rule.colours)
        )
    )


def _check_rating(rating: str, score: Figure | None, fields: Fields, figures: dict[str, Figure]) -> None:
    line = fields.line_of("rating")
    figure = figures.get(rating)
    if figure is None:
        fields.faults.add(line, f"{fields.what}引用的“{rating}”没有定义{near_name(rating, figures)}")
    elif not isinstance(figure.rule, Bands) or not figure.rule.colours:
        fields.faults.add(line, f"{fields.what}的督办颜色“{figure.name}”应是 colours: true 的分档")
    elif score is not None and (figure.of != score.of or figure.every is not score.every):
        fields.faults.add(line, f"{fields.what}的得分与督办颜色不是同一类对象、同一周期")
