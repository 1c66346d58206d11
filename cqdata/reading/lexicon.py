"""The words and patterns of the genre, as the table ``lexicon.txt`` beside this module lists them.

An entry of the table is a line ``NAME kind``, its text in indented lines below, and examples of
what it finds in lines that begin with ``~``; a comment above says what it is for.  The kinds:

``words``
    Words, parted by spaces: a tuple.
``table``
    Lines ``word: other words``: a mapping of word to tuple.
``frames``
    Lines ``words: pattern``: a mapping of each word to its pattern.  An example names its word.
``part``
    A piece that patterns share, put in where they say ``{NAME}``.
``pattern``
    A regular expression.  Signs behind the kind (``TOTAL pattern 总``) are those of which every
    text holds one that the expression finds anything in; most texts are told apart by them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import resources
from typing import TYPE_CHECKING, Any

ENTRY = re.compile(
    r"^([A-Z_]+) (words|table|frames|part|pattern)((?: \S+)*)\n((?:    .*\n)+)", re.MULTILINE
)
_SHARED = re.compile(r"\{([A-Z_]+)\}")


def one_of(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first; those of one sign stand behind it together."""
    behind: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        behind.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(sign)}(?:{'|'.join(rest)})" for sign, rest in behind.items())


def lengths_by_last(words: Iterable[str]) -> dict[str, list[int]]:
    """Return the lengths of the words that end in a sign, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[-1], set()).add(len(word))
    return {sign: sorted(found, reverse=True) for sign, found in lengths.items()}


class Signed:
    """A pattern that finds nothing in a text without one of its signs, and is not tried there.

    Parameters
    ----------
    pattern
        The regular expression.
    signs
        Signs or words, of which each of its finds holds one.
    """

    __slots__ = ("fullmatch", "match", "pattern", "search", "signs", "sub")

    def __init__(self, pattern: re.Pattern[str], signs: list[str]) -> None:
        self.pattern, self.signs = pattern.pattern, signs
        for name in ("search", "match", "fullmatch"):
            setattr(self, name, _where(getattr(pattern, name), signs))
        self.sub = _put(pattern, signs)


Find = Callable[[str], "re.Match[str] | None"]


def _where(find: Find, signs: list[str]) -> Find:
    """Return a search that asks only texts that hold one of the signs."""
    if len(signs) == 1:
        (one,) = signs
        return lambda text: find(text) if one in text else None
    if len(signs) <= 4:
        a, b, c, d = (signs * 2)[:4]
        if len(signs) == 2:
            return lambda text: find(text) if a in text or b in text else None
        return lambda text: find(text) if a in text or b in text or c in text or d in text else None
    held = re.compile("|".join(map(re.escape, signs))).search
    return lambda text: find(text) if held(text) else None


def _put(pattern: re.Pattern[str], signs: list[str]) -> Callable[[str, str], str]:
    held = re.compile("|".join(map(re.escape, signs))).search
    return lambda new, text: pattern.sub(new, text) if held(text) else text


class Lexicon:
    """The entries of a table of words and patterns, each as an attribute.

    Parameters
    ----------
    table
        Text of the table, as described above.

    Attributes
    ----------
    examples : dict of str to list of str
        What an entry's pattern finds something in, by the entry's name.
    """

    def __init__(self, table: str) -> None:
        self.examples: dict[str, list[str]] = {}
        for name, kind, signs, body in ENTRY.findall(table):
            lines = [line[4:] for line in body.splitlines()]
            self.examples[name] = [line[2:] for line in lines if line.startswith("~ ")]
            text = [line for line in lines if not line.startswith("~ ")]
            entry = self._entry(kind, text)
            setattr(self, name, Signed(entry, signs.split()) if signs else entry)

    if TYPE_CHECKING:  # at run time it would slow every look-up

        def __getattr__(self, name: str) -> Any: ...

    def _entry(self, kind: str, lines: list[str]) -> Any:
        if kind == "words":
            return tuple(" ".join(lines).split())
        if kind == "table":
            rows = (line.partition(":") for line in lines)
            return {word.strip(): tuple(rest.split()) for word, _, rest in rows}
        if kind == "frames":
            frames = (line.partition(": ") for line in lines)
            return {
                word: re.compile(_SHARED.sub(self._shared, pattern))
                for words, _, pattern in frames
                for word in words.split()
            }
        pattern = _SHARED.sub(self._shared, "".join(lines))
        if kind == "part":
            return pattern
        return re.compile(pattern)

    def _shared(self, match: re.Match[str]) -> str:
        """Return the part that a name in braces stands for; words are tried longest first."""
        part = getattr(self, match[1])
        if isinstance(part, str):
            return part
        return one_of(part)


LEX = Lexicon(resources.files("cqdata.reading").joinpath("lexicon.txt").read_text(encoding="utf-8"))
