"""总体情况: how many were assessed, the mean of each ladder and how it moved, the best and the last, the colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from cityassess import wording
from cityassess.scoring.assessment import GroupRanking, Standing
from cityassess.scoring.forms import Bands
from cityassess.scoring.numbers import rounded
from cityassess.scoring.scheme import Colour
from cityassess.services.bulletin.document import Bound, Part, Piece
from cityassess.services.bulletin.scene import LAST_YEAR, Ladder, Scene, joined, mean

MOST_NAMED = 5
"""Of more than these with one score only the first are named."""


def overview(scene: Scene, at: str) -> Iterator[Part]:
    """How many were assessed, then a paragraph for each ladder."""
    yield scene.passage(f"{at}/count", _counts(scene))
    for ladder in scene.ladders:
        pieces = list(_ladder(scene, ladder))
        if pieces:
            yield scene.passage(f"{at}/{ladder.id}", pieces)


def _counts(scene: Scene) -> Iterator[Piece]:
    kinds: dict[str, set[int]] = {}
    outside: set[int] = set()
    lacking: set[int] = set()
    ranked: set[int] = set()
    for ladder in scene.ladders:
        kinds.setdefault(ladder.kind, set()).update(item.object for item in ladder.group.standings)
        ranked.update(item.object for item in ladder.ranked)
        for item in ladder.group.not_ranked:
            (outside if item.outside else lacking).add(item.object)
    facts = scene.facts
    clauses: list[list[Piece]] = [
        [kind, facts.add(f"count/{kind}", f"{wording.count_text(len(keys))}个", f"考核{kind}数")]
        for kind, keys in kinds.items()
    ]
    yield f"{scene.title}共考核"
    yield from joined(clauses, between="、", end="")
    apart: list[list[Piece]] = []
    for key, keys, words in (
        ("outside", outside - ranked, "不参与排名的"),
        ("lacking", lacking - ranked - outside, "缺数据、没有名次的"),
    ):
        if keys:
            apart.append(
                [words, facts.add(f"count-{key}", f"{wording.count_text(len(keys))}个", f"{words}个数")]
            )
    if apart:
        yield "，其中"
        yield from joined(apart, between="，", end="")
    yield "。"


def _ladder(scene: Scene, ladder: Ladder) -> Iterator[Piece]:
    scores = {item.score.published for item in ladder.ranked}
    if not ladder.ranked or None in scores:
        return
    if len(ladder.ranked) == 1:
        yield from _only_one(scene, ladder)
        return
    topic = ladder.topic
    if len(scores) == 1:
        score = scene.facts.add(
            f"mean/{ladder.id}", ladder.said(ladder.ranked[0].score), f"{topic}{ladder.word}"
        )
        changes = _changes(scene, ladder, of=_mean_word(ladder))  # what moved is the mean, not each score
        yield from joined([[f"{topic}{ladder.word}均为", score], *changes])
        return
    clauses: list[list[Piece]] = [
        [f"{topic}{_mean_word(ladder)}", scene.facts.add(*_mean_fact(ladder))],
        *_changes(scene, ladder),
    ]
    yield from joined(clauses, end="；")
    yield from _ends(scene, ladder)


def _mean_fact(ladder: Ladder) -> tuple[str, str, str]:
    value = mean(ladder.group, ladder.decimals)
    text = "" if value is None else ladder.score(value)
    return f"mean/{ladder.id}", text, f"{ladder.topic}{_mean_word(ladder)}"


def _mean_word(ladder: Ladder) -> str:
    """What the mean of the scores is called: 平均得分, and 平均进度得分的均值 where each of them is a mean already."""
    return f"{ladder.word}的均值" if "平均" in ladder.word else f"平均{ladder.word}"


def _only_one(scene: Scene, ladder: Ladder) -> Iterator[Piece]:
    (item,) = ladder.ranked
    facts = scene.facts
    name = facts.add(f"best/{ladder.id}", item.name, f"{ladder.topic}参加排名的对象")
    score = facts.add(f"mean/{ladder.id}", ladder.said(item.score), f"{ladder.topic}{ladder.word}")
    yield from joined(
        [
            [f"{ladder.topic}参加排名的只有", name],
            [ladder.word, score],
            *_changes(scene, ladder, only=item.object),
        ]
    )


def _changes(scene: Scene, ladder: Ladder, *, of: str = "", only: int = 0) -> list[list[Piece]]:
    """The mean against the last period and against the same one of the year before, as far as these are known.

    Where others have places now than then, those in both are compared, and the clause says so; ``of`` stands before
    the first clause where it does not. ``only`` is the one object whose score it is: others' scores of then are
    nothing to set it against.
    """
    found: list[list[Piece]] = []
    compared: tuple[tuple[str, str, Callable[[GroupRanking], GroupRanking | None]], ...] = (
        ("last", scene.last, scene.before),
        ("last_year", LAST_YEAR, scene.year_before),
    )
    for key, words, group_of in compared:
        then = group_of(ladder.group)
        if then is not None and only and [item.object for item in then.ranked] != [only]:
            continue
        basis = scene.basis(ladder.group, then, words)
        if then is None or basis is None:
            continue
        now, before = (mean(group, ladder.decimals, basis.keys) for group in (ladder.group, then))
        if before is not None and now is not None:
            text = change_words(ladder, now - before, words)
            if basis.words:
                moved = f"平均{change_words(ladder, now - before)}"
                text = f"{basis.words}，{moved if now != before else f'{_mean_word(ladder)}持平'}"
            name = f"{ladder.topic}{_mean_word(ladder)}与{words}相比"
            bound = scene.facts.add(f"mean-change/{ladder.id}/{key}", text, name)
            found.append([bound] if basis.words or found else [of, bound])
    return found


def change_words(ladder: Ladder, difference: Fraction, than: str = "") -> str:
    """How a score moved: 比上月提高0.52分, 与上月持平; where it is said before against what: 提高0.52分, 持平."""
    if not difference:
        return f"与{than}持平" if than else "持平"
    better = ladder.high_first and ladder.unit in ("分", "%")
    up, down = ("提高", "下降") if better else ("增加", "减少")
    moved = f"{up if difference > 0 else down}{ladder.difference(difference)}"
    return f"比{than}{moved}" if than else moved


def _ends(scene: Scene, ladder: Ladder) -> Iterator[Piece]:
    ranked, word = ladder.ranked, ladder.word if ladder.word.endswith("得分") else ""
    if ladder.high_first:
        values = [item.score.published for item in ranked if item.score.published is not None]
        most, least = max(values), min(values)
        first = [item for item in ranked if item.score.published == most]
        last = [item for item in ranked if item.score.published == least]
        yield f"{word}最高的是"
        yield from _end(scene, ladder, "best", first)
        yield "，最低的是"
        yield from _end(scene, ladder, "last", last)
        # Not every score is rounded where it is worked out: what is told is the difference of what is printed.
        spread = ladder.difference(rounded(most, ladder.decimals) - rounded(least, ladder.decimals))
        yield "，相差"
        yield scene.facts.add(f"spread/{ladder.id}", spread, f"{ladder.topic}最高与最低相差")
    else:
        first = [item for item in ranked if item.rank == ranked[0].rank]
        last = [item for item in ranked if item.rank == ranked[-1].rank]
        yield "排在首位的是"
        yield from _end(scene, ladder, "best", first)
        yield "，排在末位的是"
        yield from _end(scene, ladder, "last", last)
    yield "。"


def _end(scene: Scene, ladder: Ladder, which: str, items: Sequence[Standing]) -> Iterator[Piece]:
    title = f"{ladder.topic}{'首位' if which == 'best' else '末位'}"
    yield scene.facts.add(f"{which}/{ladder.id}", named(items), title)
    yield "（"
    yield scene.facts.add(f"{which}-score/{ladder.id}", ladder.said(items[0].score), f"{title}{ladder.word}")
    yield "）"


def named(items: Sequence[Standing]) -> str:
    """Names in a sentence, a crowd counted: 乐坪、黄泥塘 or 甲、乙、丙、丁、戊等13个."""
    names = wording.names_text(item.name for item in items[:MOST_NAMED])
    return f"{names}等{len(items)}个" if len(items) > MOST_NAMED else names


def colours(scene: Scene, at: str) -> Iterator[Part]:
    """How many got which colour, of the colours that the rankings of the period give."""
    given = colours_given(scene)
    if not given:
        return
    before = scene.term_before
    known = before is not None and {group.ranking for group in before.assessment.groups} >= rated_rankings(
        scene
    )
    clauses: list[list[Piece]] = []
    none, former = True, list[str]()
    for colour in given:
        word = wording.colour_text(colour.name)
        count = len(scene.assessment.names_rated(colour.id))
        pieces: list[Piece] = [
            word,
            scene.facts.add(f"colour-count/{colour.id}", f"{count}个", f"{word}个数"),
        ]
        none &= not count
        moved = 0
        if known and before is not None:
            then = len(before.assessment.names_rated(colour.id))
            moved = count - then
            if then:
                former.append(f"{word}{then}个")
            pieces += ["（", _moved(scene, colour.id, word, moved), "）"]
        if count or moved:
            clauses.append(pieces)
    if none and former:
        told = scene.facts.add("colour-before", "、".join(former), f"{scene.last}列入督办的个数")
        lead = f"{scene.this}没有列入督办的对象（{scene.last}"
        yield scene.passage(f"{at}/colours", (lead, told, "）。"))
    elif clauses:
        yield scene.passage(f"{at}/colours", (f"{scene.this}列入督办的：", *joined(clauses)))
    else:
        words = "、".join(wording.colour_text(colour.name) for colour in given)
        yield scene.passage(f"{at}/colours", (f"{scene.this}没有列入督办（{words}）的对象。",))


def _moved(scene: Scene, colour: str, word: str, moved: int) -> Bound:
    text = (
        f"与{scene.last}持平"
        if not moved
        else f"比{scene.last}{'增加' if moved > 0 else '减少'}{abs(moved)}个"
    )
    return scene.facts.add(f"colour-change/{colour}", text, f"{word}个数与{scene.last}相比")


def rated_rankings(scene: Scene) -> set[str]:
    """The ids of the period's rankings that give colours."""
    shown = {group.ranking for group in scene.assessment.groups}
    return {ranking.id for ranking in scene.scheme.rankings if ranking.id in shown and ranking.rating}


def colours_given(scene: Scene) -> list[Colour]:
    """The colours that a ranking of the period is printed with, in the scheme's order."""
    rated = rated_rankings(scene)
    ratings = {ranking.rating for ranking in scene.scheme.rankings if ranking.id in rated}
    rules = [scene.figures[rating].rule for rating in ratings if rating is not None]
    ids = {band.id for rule in rules if isinstance(rule, Bands) for band in rule.bands}
    return [colour for colour in scene.scheme.colours if colour.id in ids]
