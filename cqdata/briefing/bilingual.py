"""Texts that say everything in both languages, as one of them."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_HEADING = re.compile(r"(#+ +|[✓✗–] )(\S.*)")
_LISTED = re.compile(r"\s*(?:[-*+>|] ?(?!\*)|\d+\. |```|    )")


def language(text: str) -> str:
    """Return the language of a paragraph, "" if it is in both or in none.

    English may name a Chinese title, and Chinese a term in Latin letters.
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han > latin:
        return "zh"
    ends = text.rstrip(" *_")[-1:]
    return "en" if latin > 2 * han and ends.isascii() else ""


def one_language(text: str, lang: str) -> str:
    """Return a text of paragraphs, headings and claims without what is in the other language.

    What has no counterpart in `lang`, lists and tables stay.
    """
    blocks = re.split(r"\n{2,}", text)
    spoken = ["" if _HEADING.match(b) or _LISTED.match(b) else language(b) for b in blocks]
    kept = [
        halves(block, lang)
        for block, said in zip(blocks, spoken, strict=True)
        if said in ("", lang) or lang not in spoken
    ]
    return "\n\n".join(kept)


def halves(text: str, lang: str) -> str:
    """Return lines, of them headings and claims in one language."""
    return "\n".join(_half(line, lang) for line in text.split("\n"))


def _half(line: str, lang: str) -> str:
    """Return a heading or claim, English before Chinese, in one language."""
    found = _HEADING.fullmatch(line)
    han = _HAN.search(line)
    if not found or not han:
        return line
    # Chinese begins with the word of its first character, which may be R&D经费.
    cut = line.rfind(" ", found.start(2), han.start())
    english, chinese = (line[found.start(2) : cut].strip(), line[cut:].strip())
    if cut < 0 or not language(english) or not language(chinese):
        return line
    return found[1] + (chinese if lang == "zh" else english)
