"""Names of a list parted among as many figures."""

from __future__ import annotations

import re
from functools import lru_cache

from cqdata.reading import subjects
from cqdata.reading.lexicon import LEX

# Two names in one word.
_PAIRS = (("城乡", "城镇", "农村"), ("存贷款", "存款", "贷款"))


@lru_cache(maxsize=1024)
def distribute(noun: str, size: int) -> list[str]:
    """Split a list of names into as many as there are figures.

    Parameters
    ----------
    noun
        Names joined by 、 and 和; a measuring noun at the end belongs to each of them.
    size
        Number of figures.

    Returns
    -------
    list of str
        ``size`` names, or none where the list does not fit.
    """
    for both, first, second in _PAIRS if size == 2 and "、" not in noun else ():
        if both in noun:
            return [noun.replace(both, one, 1) for one in (first, second)]
    noun = noun.replace("存、贷款", "存款、贷款").replace("分别", "", 1)
    quoted = re.match(f"(?P<names>(?:“[^”]+”、?){{{size}}})(?P<rest>.*)$", noun)
    if quoted:
        # “甲贷”“乙贷”贷款
        return [n + quoted["rest"] for n in re.findall("“[^”]+”", quoted["names"])]
    for pattern in ("、", "、|以及", "、|以及|和|与", "、|以及|和|与|及", "和|与|及|以及"):
        parts = [p for p in re.split(pattern, noun) if p]
        if len(parts) == size:
            break
    else:
        return []
    parallel = LEX.PARALLEL.match(parts[-1])
    if parallel and all(LEX.PARALLEL.fullmatch(p) for p in parts[:-1]):
        return [p + parts[-1][parallel.end() :] for p in parts[:-1]] + [parts[-1]]
    first, last = LEX.SIDE_END.search(parts[0]), LEX.SIDE.match(parts[-1])
    if first and first.start() and last and all(LEX.SIDE.fullmatch(p) for p in parts[1:-1]):
        # 参与公众线上、线下: what is parted stands before both kinds, or behind.
        before, behind = parts[0][: first.start()], parts[-1][last.end() :]
        return [before + p + behind for p in (first[0], *parts[1:-1], last[0])]
    starts = LEX.INDICATOR_START.search(parts[-1], 2)
    named = [p for p in parts[:-1] if len(p) <= 10 and not LEX.INDICATOR_START.search(p)]
    if starts and len(named) == size - 1:
        # 甲市、乙市规上工业增加值: the last name goes on with what is measured of all.
        shared = parts[-1][starts.start() :]
        return [p.removesuffix(shared[:2]) + shared for p in named] + [parts[-1]]
    end = LEX.PER_END.search(parts[-1]) or _shared_end(parts[-1])
    if end and end.start() > 0:
        shared = end[0]
        if not any(map(_shared_end, parts[:-1])):
            # 起数、死亡人数: what ends alike is counted itself.
            parts = [p if p[-1] == shared[-1] else p + shared for p in parts[:-1]] + [parts[-1]]
    elif end:
        # 营业收入、利润: the later measures belong to what the first one names.
        base = subjects.base_of(parts[0])
        if base and base != parts[0]:
            parts = [parts[0]] + [base + p if subjects.is_generic(p) else p for p in parts[1:]]
    return parts


def _shared_end(name: str) -> re.Match[str] | None:
    return LEX.PART_END.search(name) or LEX.SHARED_END.search(name)
