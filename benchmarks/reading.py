"""Score the reading of a report against a table made by hand, and time it.

    python benchmarks/reading.py REPORT.txt                     against data/raw/report-2023
    python benchmarks/reading.py REPORT.txt --gold GOLD.csv     against a table of your own
    python benchmarks/reading.py REPORT.txt --speed             1 MB of the report's text, and of
                                                                text with a figure in every clause
    python benchmarks/reading.py REPORT.txt --peer              beside jieba's part-of-speech tags

The report stands outside the repository.  A gold table has the columns of the draft (char_offset,
printed, value, unit, qualifier, measure, subject, linked_to_offset); the raw table of a report is
one too: its tokens are found in the text in order.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dense import dense

from cqdata import quantity
from cqdata.reading import Row, read
from cqdata.reading.text import normalise, read_text

RAW = Path(__file__).resolve().parents[1] / "data" / "raw" / "report-2023" / "figures.csv"
# Counts that give the frame of a sentence rather than data; found or not, they do not score.
FREE = "structural"


@dataclass
class Gold:
    """One figure that a person read."""

    offset: int
    printed: str
    value: Fraction
    unit: str
    qualifier: str
    measure: str
    subject: str
    link: int | None
    free: bool = False


@dataclass
class Score:
    """What was right, of how many, and what was wrong."""

    hits: dict[str, int] = field(default_factory=Counter)
    of: dict[str, int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    rows: list[tuple[float, bool]] = field(default_factory=list)

    def least_sure(self) -> tuple[float, int]:
        """Return how many wrong rows the least sure fifth holds, and how many there are.

        Rows of one confidence count by their share.
        """
        ranked = sorted(self.rows)
        size = len(ranked) // 5
        edge = ranked[max(size - 1, 0)][0] if ranked else 0.0
        below = [wrong for sure, wrong in ranked if sure < edge]
        at = [wrong for sure, wrong in ranked if sure == edge]
        share = (size - len(below)) / len(at) if at else 0.0
        return sum(below) + share * sum(at), sum(wrong for _, wrong in ranked)

    def count(self, name: str, right: bool, fault: str = "") -> None:
        """Count one comparison."""
        self.of[name] += 1
        self.hits[name] += right
        if not right and fault:
            self.faults.append(f"{name}: {fault}")


def _same(found: Fraction, expected: Fraction) -> bool:
    """Say whether two values are one: a third may be written with more or fewer digits."""
    return abs(found - expected) <= abs(expected) / 10**5


def load_gold(path: Path, text: str) -> list[Gold]:
    """Read a gold table; a raw table's tokens are placed by finding them in reading order."""
    with open(path, encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    if rows and "char_offset" in rows[0]:
        return [_from_draft(row) for row in rows]
    return _from_raw(rows, text)


def _from_draft(row: dict[str, str]) -> Gold:
    return Gold(
        int(row["char_offset"]),
        row["printed"],
        Fraction(row["value"]),
        row["unit"],
        row["qualifier"],
        row["measure"],
        row["subject"],
        int(row["linked_to_offset"]) if row.get("linked_to_offset") else None,
        row["measure"] == FREE,
    )


def _from_raw(rows: list[dict[str, str]], text: str) -> list[Gold]:
    plain = normalise(text)
    placed: dict[str, int] = {}
    gold = []
    at = 0
    # Coordinated growths stand behind both levels, so that reading order is file order.
    for row in rows:
        token = normalise(row["printed"])
        start = _find(plain, token, at)
        at = start + len(token)
        digit = next(
            (i for i, c in enumerate(token) if c.isdigit() and c.isascii()),
            next((i for i, c in enumerate(token) if c in "一二三四五六七八九十两"), 0),
        )
        placed[row["figure_id"]] = start + digit
        q = quantity.parse(row["printed"], row["scope"])
        assert q.value is not None
        gold.append(
            Gold(
                start + digit,
                row["printed"],
                q.value,
                q.unit,
                q.qualifier,
                row["measure"],
                row["indicator_zh"],
                None,
                row["measure"] == FREE,
            )
        )
    for row, item in zip(rows, gold, strict=True):
        item.link = placed[row["linked_to"]] if row["linked_to"] else None
    return gold


def _find(plain: str, token: str, at: int) -> int:
    while True:
        start = plain.find(token, at)
        if start < 0:
            raise SystemExit(f"{token!r} is not in the report behind offset {at}")
        if start == 0 or not (plain[start - 1].isdigit() or plain[start - 1] == "."):
            return start
        at = start + 1


# The draft says ratio where the raw table says level, and has no name of its own for progress
# and counts.
_ALIKE = {
    "ratio": {"level", "ratio"},
    "level": {"level", "count"},
    "share": {"share", "progress"},
    "other": {"other"},
}


def character_f1(a: str, b: str) -> float:
    """Return the F1 of two strings as bags of characters."""
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if a or b else 1.0


def score(rows: list[Row], gold: list[Gold]) -> Score:
    """Compare a reading with a gold table, figure by figure."""
    result = Score()
    read_at = {row.char_offset: row for row in rows}
    wanted = {item.offset for item in gold}
    for item in gold:
        row = read_at.get(item.offset)
        name = f"{item.printed} at {item.offset}"
        if item.free:
            continue
        result.count("recall", row is not None, f"{name} not found")
        if row is None:
            continue
        before = sum(result.of.values()) - sum(result.hits.values())
        result.count(
            "value+unit",
            _same(Fraction(row.value), item.value) and row.unit == item.unit,
            f"{name}: {row.value} {row.unit}, expected {float(item.value)} {item.unit}",
        )
        result.count(
            "qualifier",
            row.qualifier == item.qualifier,
            f"{name}: {row.qualifier}, {item.qualifier}",
        )
        result.count(
            "measure",
            item.measure in _ALIKE.get(row.measure, {row.measure}),
            f"{name}: {row.measure}, {item.measure}",
        )
        if item.link is not None or row.linked_to_offset is not None:
            result.count(
                "link",
                row.linked_to_offset == item.link,
                f"{name}: {row.linked_to_offset}, {item.link}",
            )
        f1 = character_f1(row.subject, item.subject)
        result.count("subject", f1 >= 0.6, f"{name}: {row.subject}, {item.subject} ({f1:.2f})")
        wrong = sum(result.of.values()) - sum(result.hits.values()) > before
        result.rows.append((row.confidence, wrong))
    for row in rows:
        if row.char_offset not in wanted:
            result.count("precision", False, f"{row.printed} at {row.char_offset} is no figure")
        else:
            result.count("precision", True)
    return result


def measure_speed(text: str) -> tuple[float, float]:
    """Return the megabytes (UTF-8) and the best seconds of three readings of a text."""
    best = min(_seconds(text) for _ in range(3))
    return len(text.encode()) / 1e6, best


def _repeated(text: str) -> str:
    """Return 1 MB of a text, with other digits each time."""
    block = text if text.endswith("\n") else text + "\n"
    return _vary(block * max(1, -(-1_000_000 // len(block.encode()))))


def _vary(text: str) -> str:
    """Change the digits from block to block, so that no memory of earlier blocks helps."""
    return "".join(
        str((int(c) + i // 997) % 10) if "0" <= c <= "9" else c for i, c in enumerate(text)
    )


def _seconds(text: str) -> float:
    # Seconds of this process on its core: other work on the machine does not count.
    start = time.process_time()
    read(text)
    return time.process_time() - start


def measure_peer(text: str) -> float | None:
    """Return how many times longer jieba takes to tag the text's parts of speech, if it is here.

    Both read the same 150,000 characters in this run.
    """
    try:
        import jieba
        from jieba import posseg
    except ImportError:
        return None
    jieba.setLogLevel(60)
    jieba.initialize()
    part = _vary(text * (1 + 150_000 // len(text)))[:150_000]
    start = time.process_time()
    for _ in posseg.cut(part):
        pass
    return (time.process_time() - start) / _seconds(part)


def main() -> int:
    """Print the scores and the time."""
    parser = argparse.ArgumentParser(description="Score the reading of a report.")
    parser.add_argument("report", type=Path)
    parser.add_argument("--gold", type=Path, default=RAW)
    parser.add_argument("--year", type=int)
    parser.add_argument("--speed", action="store_true", help="only time 1 MB of text")
    parser.add_argument("--peer", action="store_true", help="time jieba on the same text too")
    parser.add_argument("--faults", action="store_true", help="list what was wrong")
    arguments = parser.parse_args()
    text = read_text(arguments.report)
    if not arguments.speed:
        result = score(read(text, arguments.year), load_gold(arguments.gold, text))
        for name in (
            "recall",
            "precision",
            "value+unit",
            "qualifier",
            "measure",
            "link",
            "subject",
        ):
            of = result.of[name]
            share = result.hits[name] / of if of else 1.0
            print(f"{name:11} {result.hits[name]:5} of {of:5}  {share:.3f}")
        recall, precision = (result.hits[n] / max(1, result.of[n]) for n in ("recall", "precision"))
        f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        print(f"{'found F1':11} {f1:.3f}")
        held, wrong = result.least_sure()
        print(f"least sure  the fifth of rows holds {held:.1f} of {wrong} wrong rows")
        if arguments.faults:
            print("\n".join(result.faults))
    for name, long in (("speed", _repeated(text)), ("dense", dense())):
        size, seconds = measure_speed(long)
        print(
            f"{name:11} {size:.2f} MB in {seconds:.2f} s = {seconds / size:.2f} s per MB, one core"
        )
    if arguments.peer:
        times = measure_peer(text)
        print(
            "jieba       not installed" if times is None else f"jieba       {times:.0f} x as long"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
