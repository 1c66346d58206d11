"""Texts that say everything in both languages, as one of them."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_HEADING = re.compile(r"(#+ +|[✓✗–] )(\S.*)")
_SHARED = re.compile(
    r"(?:, [^\u4e00-\u9fff]+|(?<=[\u4e00-\u9fff])\)| [+−\d][\d.]*%?)$"
)  # behind words of both languages
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
    out = []
    for line in text.split("\n"):
        found = _HEADING.fullmatch(line)
        out.append(found[1] + half(found[2], lang) if found else line)
    return "\n".join(out)


def half(text: str, lang: str) -> str:
    """Return one half of words in English and then in Chinese, with what stands behind both.

    ``growth so far 已实现, %`` is ``growth so far, %`` in English.
    """
    han = _HAN.search(text)
    # Chinese begins with the word of its first character, which may be R&D经费.
    cut = text.rfind(" ", 0, han.start()) if han else -1
    if cut < 0:
        return text
    tail = _SHARED.search(text)
    end = max(tail.start(), cut) if tail else len(text)
    english, chinese, behind = text[:cut].strip(), text[cut:end].strip(), text[end:]
    if language(english) != "en" or language(chinese) == "en":
        return text
    opened = english.rfind("(") + 1 if english.count("(") > english.count(")") else 0
    return (english if lang == "en" else english[:opened] + chinese) + behind
