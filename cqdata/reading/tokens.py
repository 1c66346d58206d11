"""Find the printed numbers of a text that are figures, each with its qualifier and unit.

A number is a figure by what surrounds it: a unit or classifier behind it, a rank's 第 before it.
Dates, codes, document and footnote numbers, ordinals and names that hold a digit are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from cqdata import quantity
from cqdata.quantity import MULTIPLES
from cqdata.quantity.numerals import parts_at, spoken_at
from cqdata.quantity.unitwords import BEHIND, BOUNDS_BEFORE, MONEY, PART_BOUNDS
from cqdata.reading.lexicon import LEX, lengths_by_last
from cqdata.reading.units import EXACT, MEASURED, ONE, canonical, decimal, unit_at


class Token:
    """A printed number that is a figure.

    Attributes
    ----------
    digit
        Offset of its first digit.
    start, end
        Span of the print with qualifier and unit.
    value
        Number in ``unit``; None until the unit is known.
    unit
        Canonical unit, as of :func:`cqdata.quantity.parse`.
    qualifier
        What is said at the number itself.
    kind
        "percent", "pp", "times", "rank" or "amount".
    number
        The number as printed, before multiple and unit.
    multiple, word
        The printed multiple (万, 亿) and unit.
    elided
        The unit was taken from a neighbour or guessed.
    high
        Upper end of a printed range, in ``unit``.
    chain
        Part of a ratio such as 6.8:40.1:53.1.
    spans
        It is "about" only because a range is printed.
    parts
        It is printed in several parts (1亿2000万) or with spaces (13 000).
    """

    def __init__(
        self, digit: int, start: int, end: int, number: Decimal, word: str = "", kind: str = ""
    ) -> None:
        self.digit, self.start, self.end = digit, start, end
        self.number = self.value = number
        self.high: Decimal | None = None
        self.word, self.kind, self.qualifier = word, kind, "exact"
        self.multiple = self.unit = ""
        self.elided = self.chain = self.expected = self.spans = self.parts = False


_QUALIFIERS = BOUNDS_BEFORE | {
    word: qualifier for qualifier, words in LEX.QUALIFIERS.items() for word in words
}
_LENGTHS = lengths_by_last(_QUALIFIERS)
_PARTS = frozenset(("分之", "成", "%", "倍"))

_EXPECT_ENDS = frozenset("计期争望将可达到为")
_SUFFIX_STARTS = frozenset(" (及以之左上有")
_TEARS = frozenset((" ", ".", ",", "\n"))
_JOINS = frozenset(" -—~至到/")
# Beside these signs alone digits may be no number; a set is asked sooner than a pattern.
_BARS_BEFORE = frozenset("±[<-./·×*#№+每隔\"'“‘「『①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⁰¹²³⁴⁵⁶⁷⁸⁹")
_BARS_BEHIND = frozenset(" -—~至到/.+×*·")
_OPENING, _CLOSING = frozenset("“‘「『\"'"), frozenset("”’」』\"'")
# 目前36家: no first 36.
_NO_TOP = frozenset("目当之以此先日年月")
_ORDINAL, _RANKED, _MOVED = "ordinal", "ranked", "moved"


def scan(text: str) -> list[Token]:
    """Return the figures of a normalised text in reading order.

    Parameters
    ----------
    text
        Text after :func:`cqdata.reading.text.normalise`.

    Returns
    -------
    list of Token
        Numbers with values in canonical units.
    """
    text = LEX.INDEX_BASE.sub(lambda match: "\0" * len(match[0]), text)
    found = sorted([*_arabic(text), *_written(text)], key=lambda t: t.digit)
    kept = _resolve(text, found)
    for token in kept:
        _finish(token)
    return kept


# ---------------------------------------------------------------------------- ordinary digits


def _arabic(text: str) -> list[Token]:
    out: list[Token] = []
    titles = [match.span() for match in LEX.TITLE.finditer(text)]
    titles.append((len(text) + 1, len(text) + 1))
    title = 0
    done, kind = 0, ""
    for match in LEX.NUMBER.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        torn = None
        if text[end : end + 1] in _TEARS:
            end = _number_end(text, start, end)
            torn = LEX.TORN.match(text, start) if text[end : end + 1] in _TEARS else None
        if torn and torn.end() > end:
            done, kind = torn.end(), ""
            continue
        while titles[title][1] <= start:
            title += 1
        if titles[title][0] <= start:
            continue
        listed = kind and 0 < start - done <= 3 and LEX.PAIR_WORDS.match(text[done:start])
        token, stop, kind = _one(text, start, end, kind if listed else "")
        done = max(end, stop)
        if token is not None:
            out.append(token)
    return out


def _number_end(text: str, start: int, end: int) -> int:
    """Return where a number ends whose thousands may be parted by commas or spaces."""
    if end - start <= 3 and text[end : end + 1] in (",", " "):
        grouped = LEX.GROUPED.match(text, start)
        return grouped.end() if grouped else end
    return end


def _one(text: str, start: int, end: int, before_kind: str) -> tuple[Token | None, int, str]:
    """Read the number at a span; return its token or None, where to go on, and what it was."""
    before = text[start - 1] if start else ""
    behind = text[end] if end < len(text) else ""
    if (
        "\u4e00" <= before <= "\u9fff"
        and before not in _ORDERS
        and not before_kind
        and (whole := LEX.WHOLE.match(text, end))
        and " " not in text[start:end]
    ):
        # Most figures: 达到12.5亿元, between words and a stop.
        token = Token(start, start, whole.end(), _number(text[start:end]), whole["unit"])
        token.multiple = whole["multiple"]
        if before in _LENGTHS or before in _EXPECT_ENDS:
            _qualify(text, token)
        return token, token.end, ""
    skip: tuple[None, int, str] = (None, end, "")

    if (before in _BARS_BEFORE or behind in _BARS_BEHIND) and LEX.NO_NUMBER.search(
        f"{text[max(0, start - 2) : start]}‹{text[start:end]}›{text[end : end + 12]}"
    ):
        return skip
    if behind == "年" and LEX.ITEM_YEAR.fullmatch(text, start, end):
        return skip
    top = before == "前" and text[start - 2 : start - 1] not in _NO_TOP
    if before == "第" or top or (before_kind and before_kind != _MOVED):
        return _rank(text, start, end, before_kind)
    token = Token(start, start, end, _number(text[start:end]))
    if behind == "/" and (fraction := _slash(text, start, end)):
        token.number, token.end, token.word = fraction[0], fraction[1], "分之"
        _qualify(text, token)
        return token, token.end, ""
    if (behind in _COLONS and LEX.RATIO.match(text, end)) or (
        before == ":" and start > 1 and text[start - 2].isdigit()
    ):
        token.chain = True
        return token, 0, ""

    if behind in _MULTIPLES and (several := parts_at(text, start)):
        # 1亿2000万元: one number; what it counts is settled as for 12000万元.
        token.end, token.parts, token.multiple = several.end, True, "万"
        token.number = decimal(several.value / 10**4)
    elif end - start > 4 and " " in text[start:end]:
        token.parts = True
    _unit(text, token)
    if not token.word and not token.multiple:
        near = text[max(0, start - 9) : start]
        headed = LEX.UNIT_BEFORE.search(near) if ")" in near else None
        if headed and unit_at(headed["unit"], 0) == headed["unit"]:
            # 发行总额(亿元)10.00
            token.multiple, token.word = headed["multiple"], headed["unit"]
        elif LEX.PERIOD_BEHIND.match(text, end):
            return skip
    if token.word == "度" and token.multiple and "电" in text[max(0, start - 12) : start]:
        token.word, token.elided = "度电", True
    if token.word in _MOVES:
        token.kind = "rank"
    elif token.word in _PLACES:
        cued = LEX.RANK_CUE.search(text, max(0, start - 14), start)
        sign = text[token.end : token.end + 1]
        noun = sign and _is_cjk(sign) and sign not in _LINKS and sign != "的"
        if (cued or before_kind == _MOVED) and not noun and not token.multiple:
            token.kind = "rank"
        elif token.word == "位":
            token.word = "名"
    if text[token.end : token.end + 1] in _JOINS and _range(text, token):
        return skip
    lettered = before.isascii() and (before.isalpha() or before == "_")
    if lettered and token.word not in _STRONG:
        return skip
    if (token.word or token.multiple) and _no_figure(text, token):
        return None, token.end, ""
    if not token.word and behind.isascii() and behind.isalpha():
        return skip
    sign = text[token.end : token.end + 1]
    if sign == "+":
        return skip
    if (
        sign in _CLOSING
        and token.word not in _STRONG
        and (before in _OPENING or LEX.QUOTED.search(text, max(0, start - 9), start))
    ):
        # “20条” and “科创20条” are names.
        return None, token.end, ""
    if (
        before in _MINUS
        and token.word in _STRONG
        and (before == "负" or text[start - 2 : start - 1] not in _MINUS)
    ):
        token.number = EXACT.minus(token.number)
        token.start -= 1
    _qualify(text, token)
    return token, token.end, _MOVED if token.kind == "rank" else ""


_STRONG, _LINKS = frozenset(LEX.STRONG), frozenset(LEX.GOES_ON)


def _number(digits: str) -> Decimal:
    digits = digits.replace(",", "").replace(" ", "")
    if len(digits) > 30:
        # A run of digits beyond any statistic is a code; the cut keeps arbitrary text cheap.
        whole, point, decimals = digits.partition(".")
        digits = whole[:30] + point + decimals[:30]
    return Decimal(digits)


def _unit(text: str, token: Token) -> None:
    """Read the multiple, the unit and 余 or 多 behind a number into its token."""
    more, i = _more(text, token.end)
    word = unit_at(text, i)
    multiple = LEX.MULTIPLE.match(text, i) if text[i : i + 1] in _MULTIPLES else None
    # 千瓦 and 百分点 are units, 千 and 百 before any other word are multiples.
    if multiple and not (len(word) > 1 and word[0] == multiple[0]):
        token.multiple, token.end = multiple[0], multiple.end()
        again, i = _more(text, token.end)
        if again and not more:
            more, token.end = True, token.end + 1
        word = unit_at(text, i)
    if word:
        token.word, token.end = word, i + len(word)
        if (
            text[token.end : token.end + 1] in _MORE_BEHIND
            and not more
            and text[token.end + 1 : token.end + 2] not in _NO_MORE
        ):
            more, token.end = True, token.end + 1
    if more and (token.word or token.multiple):
        token.qualifier = "more_than"


def _more(text: str, at: int) -> tuple[bool, int]:
    """Say whether 余 or 多 stands at an offset before a unit, and return where the unit begins."""
    sign = text[at : at + 1]
    if sign == " ":
        at += 1
        sign = text[at : at + 1]
    if sign not in _MORE:
        return False, at
    behind = at + 1 + (text[at + 1 : at + 2] == " ")
    rest = text[behind : behind + 1]
    if not rest or not _is_cjk(rest) or LEX.MULTIPLE.match(text, behind) or unit_at(text, behind):
        return text[at] != "来", behind
    return False, at


_ORDERS = frozenset("第前负每隔")
_SIZED = MEASURED | {*MONEY, "人"}
_MORE, _MORE_BEHIND = frozenset("余多来"), frozenset("余多")
_MULTIPLES, _COLONS, _MINUS = frozenset("万亿千百十"), frozenset(" :"), frozenset("负-—")
_MOVES, _PLACES = frozenset(("个位次", "个名次", "位次")), frozenset("位名")
_LISTS = frozenset("以及的、,和与企项园集基楼镇")
_PARTING = frozenset(("", *",。;、:\n"))
_NO_MORE = frozenset("元式数年少边层种样功家人方个项次")


def _is_cjk(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff"


def _slash(text: str, start: int, end: int) -> tuple[Decimal, int] | None:
    """Read a vulgar fraction such as 1/4; return its value in % and its end."""
    match = LEX.VULGAR.match(text, start)
    if not match or match.start(2) == end or end - start > 3:
        return None
    top, bottom = int(match[1]), int(match[2])
    if not 0 < top < bottom or (start and text[start - 1] in "/-"):
        return None
    return decimal(Fraction(100 * top, bottom)), match.end()


def _range(text: str, token: Token) -> bool:
    """Take the upper end of a printed range into the token; say whether it is no figure then."""
    match = LEX.RANGE.match(text, token.end)
    if not match:
        return False
    dashed = match[0].strip()[0] in "-—~"
    if not dashed and LEX.FROM_NEAR.search(text, max(0, token.digit - 22), token.digit):
        return False
    second = LEX.NUMBER.match(text, match.end())
    assert second
    start, end = second.start(), _number_end(text, *second.span())
    upper = Token(start, start, end, _number(text[start:end]))
    _unit(text, upper)
    if not upper.word and not (token.word and dashed):
        return dashed and not token.word
    if token.word and upper.word and token.word != upper.word:
        return False
    size = 10 ** MULTIPLES[upper.multiple]
    if not dashed and token.word not in ("", "%"):
        times = upper.number * size / (token.number or 1) / 10 ** MULTIPLES[token.multiple]
        changed = LEX.CHANGE_BEFORE.search(text, max(0, token.digit - 5), token.digit)
        if changed and not 1 < times < 2:
            # 增加60亿元至740亿元: by how much, and to what.
            return False
    if upper.number * size <= token.number and not token.multiple:
        return not token.word
    if not token.word:
        token.word, token.multiple = upper.word, token.multiple or upper.multiple
    factor = canonical(upper.multiple or token.multiple, token.word)[1]
    token.high = EXACT.multiply(upper.number, factor)
    token.end = upper.end
    token.spans = upper.qualifier == "exact"
    token.qualifier = "about" if token.spans else upper.qualifier
    return False


def _no_figure(text: str, token: Token) -> bool:
    """Say whether a number with a unit is a date, a span, a threshold or part of a name."""
    word, digit, end = token.word, token.digit, token.end
    window = text[max(0, digit - 14) : digit]
    frame = LEX.NO_FIGURE.get(word)
    if frame and frame.search(f"{window}‹{text[digit:end]}›{text[end : end + 20]}"):
        return True
    sized = word in _SIZED
    sign = text[end : end + 1]
    if sign in _LISTS and (sized or word == "%") and LEX.CLASS_LIST.match(text, end):
        return True
    if sign in _PARTING:
        return False
    if LEX.NAMED.match(text, end):
        return True
    if sized and not LEX.SPENT.search(window):
        size = LEX.SIZE_CLASS.match(text, end)
        if size and not LEX.HAPPENS.search(size["noun"]):
            # 10亿元以上项目15个: the size tells which are counted.
            return True
    if (
        token.qualifier == "exact"
        and LEX.CLASS_BEFORE.search(window)
        and LEX.CLASS_BEHIND.match(text, end)
    ):
        # 投入超过50亿元的行业有7个: the bound tells which are counted.
        return True
    suffix = LEX.SUFFIX.match(text, end)
    if suffix and (sized or word in ("‰", "层")):
        behind = text[suffix.end() : suffix.end() + 1]
        named = (word in MONEY and behind == "的") or (
            suffix[0].strip().startswith("及") and _is_cjk(behind or " ")
        )
        if (named or LEX.THRESHOLD.match(text, suffix.end())) and not LEX.GIVEN.search(window):
            return True
    return False


def _rank(text: str, start: int, end: int, before_kind: str) -> tuple[Token | None, int, str]:
    """Read the number behind 第 or 前: a rank where the words around say so, else an ordinal."""
    sign = text[start - 1]
    first = start - (sign in "第前")
    placed = (LEX.TOP_PLACE if sign == "前" else LEX.RANK_PLACE).match(text, end)
    ranked = (placed and not placed["free"]) or (sign != "前" and LEX.RANK_LIST.match(text, end))
    if placed and not ranked:
        ranked = before_kind == _RANKED or LEX.RANK_BEFORE.search(text, max(0, first - 11), first)
    if not ranked:
        return None, end, _ORDINAL
    stop = placed.end() if placed else end
    token = Token(start, first, stop, _number(text[start:end]), word="位", kind="rank")
    return token, stop, _RANKED


def _qualify(text: str, token: Token) -> None:
    """Read the qualifiers directly before and behind a number into its token."""
    start = token.start
    at = start - (text[start - 1 : start] == " ")
    for length in _LENGTHS.get(text[at - 1 : at], ()):
        word = text[at - length : at] if length <= at else ""
        if word in _QUALIFIERS:
            head = text[at - length - 1 : at - length]
            if head and head in LEX.NOT_BEFORE.get(word[0], ()):
                break
            found = _QUALIFIERS[word]
            if token.qualifier == "exact" or found in ("at_most", "less_than", "nearly"):
                token.qualifier = found
            if word not in LEX.HIDDEN:
                token.start = at - length
            break
    if text[token.start - 1 : token.start] in _EXPECT_ENDS and (
        expect := LEX.EXPECT.search(text, max(0, token.start - 5), token.start)
    ):
        token.expected = True
        if expect.end() - expect.start() == 2:
            token.start = expect.start()
    behind = text[token.end : token.end + 1]
    suffix = LEX.SUFFIX.match(text, token.end) if behind in _SUFFIX_STARTS else None
    if suffix and (token.word or token.multiple):
        if found := BEHIND[suffix[1]]:
            token.qualifier, token.spans = found, False
        token.end = suffix.end()
    elif behind in PART_BOUNDS and token.word in _PARTS:
        following = text[token.end + 1 : token.end + 2]
        if not following or not _is_cjk(following):
            # 占三成强, 不到两成弱: a little more or less than the part.
            token.qualifier = PART_BOUNDS[text[token.end]]
            token.end += 1


# ------------------------------------------------------------------------ Chinese numerals

_PART_WORDS = {"%": "分之", "‰": "‰", "times": "倍"}
_AFTER_RANK = frozenset("和与及并跃升提前进上下降退后移回较比")


def _numerals(text: str) -> Iterator[re.Match[str]]:
    """Find the numbers in words, looking only where a sign stands that may begin one."""
    taken = 0
    for sign in LEX.NUMERAL_SIGN.finditer(text):
        if sign.start() >= taken and (match := LEX.CHINESE.match(text, sign.start())):
            taken = match.end()
            yield match


def _written(text: str) -> list[Token]:
    out = []
    for match in _numerals(text):
        if match["rank"] or match["top"]:
            token = _written_rank(text, match)
        elif match["round"]:
            # 突破万亿元大关: the multiple itself is the number.
            word = unit_at(text, match.end())
            end = match.end() + len(word)
            token = Token(match.start(), match.start(), end, ONE, word)
            token.multiple = match["round"]
        else:
            token = _written_part(text, match)
        if token is None:
            continue
        if token.word not in ("位", "减半"):
            _qualify(text, token)
        if match["round"] and (
            token.qualifier == "exact"
            or LEX.SAID_AGAIN.match(text, token.end)
            or LEX.CLASS_LIST.match(text, token.end)
        ):
            continue
        out.append(token)
    return out


def _written_rank(text: str, match: re.Match[str]) -> Token | None:
    """Read 第三, 第三位 and 前三: a rank where the words around say so."""
    start, end = match.span()
    ranked = LEX.RANK_BEFORE.search(text, max(0, start - 11), start)
    if match["rank"]:
        free = end >= len(text) or not _is_cjk(text[end]) or text[end] in _AFTER_RANK
        if not free or not (
            ranked or (match["place"] and text[max(0, start - 1) : start] in ("", "的"))
        ):
            return None
    elif not ranked or text[max(0, start - 2) : start] == "分列":
        return None
    number = spoken_at(match["rank"] or match["top"])
    if number is None:
        return None
    return Token(start + 1, start, end, decimal(number.value), word="位", kind="rank")


def _written_part(text: str, match: re.Match[str]) -> Token | None:
    """Read a part or a multiple in words, as the token parser does: 三成五, 两倍多, 七八成."""
    start, end = match.span()
    if match["half"] and not LEX.HALF_BEFORE.search(text, max(0, start - 4), start):
        return None
    try:
        part = quantity.parse(match[0].removesuffix("多"))
    except quantity.QuantityError:
        return None
    assert part.value is not None
    token = Token(start, start, end, decimal(part.value), word=_PART_WORDS[part.unit])
    if match["halved"]:
        token.digit, token.word = start + 1, "减半"
    if part.step is None:
        token.high, token.qualifier, token.spans = token.number + 10, "about", True
    if text[end : end + 1] == "多" and text[end + 1 : end + 2] != "数":
        token.end = end + 1
    if "多" in text[start : token.end]:
        token.qualifier = "more_than"
    return token


# ------------------------------------------------------- numbers whose unit stands elsewhere


def _resolve(text: str, tokens: list[Token]) -> list[Token]:
    """Give elided units to the numbers that have none, and drop those that are no figures."""
    for token, following in zip(tokens[-2::-1], tokens[:0:-1], strict=True):
        if token.word and token.word != "个":
            continue
        gap = text[token.end : max(token.end, following.start)]
        if token.word == "个" and following.word == "个百分点" and LEX.PAIR_WORDS.fullmatch(gap):
            # 高1.8个和0.7个百分点
            token.word, token.elided = "个百分点", True
        shared = following.word and following.word != "分之" and len(gap) <= 20
        if shared and not (token.word or token.chain) and LEX.CHANGED_TO.fullmatch(gap):
            token.word, token.elided = following.word, True
            token.multiple = token.multiple or following.multiple
            token.kind = "rank" if following.kind == "rank" else token.kind
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        first, token = i, tokens[i]
        i += 1
        if not token.chain:
            if token.word or _is_told(text, token, kept[-1] if kept else None):
                kept.append(token)
            continue
        while i < len(tokens) and text[tokens[i - 1].end : tokens[i].digit].strip() == ":":
            i += 1
        group = tokens[first:i]
        joined = bool(kept) and kept[-1].chain and token.digit - kept[-1].end <= 12
        window = text[max(0, token.digit - 24) : token.digit]
        whole = len(group) == 3 and 98 <= sum(t.number for t in group) <= 102
        if whole and (joined or LEX.STRUCTURE.search(window)):
            for token in group:
                token.word, token.elided = "%", True
            kept += group
    return kept


def _is_told(text: str, token: Token, last: Token | None) -> bool:
    """Say whether a number without a unit is a figure; guess its unit where a multiple stands."""
    near = max(0, token.digit - 20), token.digit
    if token.multiple:
        units = (unit for unit, of in LEX.UNSAID.items() if of.search(text, *near))
        people = LEX.PEOPLE_BEHIND.match(text, token.end)
        token.word, token.elided = next(units, "人" if people else ""), True
        return token.multiple not in ("百", "千")
    if token.end < len(text) and _is_cjk(text[token.end]) and text[token.end] not in _LINKS:
        return False
    if LEX.INDEX.search(text, *near):
        return True
    if last is None or last.word or last.multiple or token.start - last.end > 20:
        return False
    between = text[last.end : token.start]
    return bool(LEX.CHANGED_TO.fullmatch(between) or LEX.CHANGED_BY.fullmatch(between))


_KINDS = {unit: "percent" for unit in ("%", "‰", "/10万")}
_KINDS |= {"pp": "pp", "个基点": "pp", "times": "times"}


def _finish(token: Token) -> None:
    """Set value, unit and kind of a token whose printed unit is known."""
    if token.word in ("分之", "减半"):
        token.value, token.unit, token.kind = token.number, "%", "percent"
        return
    if token.kind == "rank":
        token.value, token.unit = token.number, "rank"
        return
    token.unit, factor = canonical(token.multiple, token.word)
    token.value = token.number if factor is ONE else EXACT.multiply(token.number, factor)
    token.kind = _KINDS.get(token.unit, "amount")
