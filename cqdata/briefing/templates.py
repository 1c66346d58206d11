"""Pages, masters and styles as templates beside the code; what is filled in is escaped."""

from __future__ import annotations

import re
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cqdata.briefing import look


def render(template: str, /, **values: Any) -> str:
    """Return a template of this package, such as ``page/index.html``, with its names filled in."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    # A program breaks lines at a hyphen, but a date is one word.
    made.filters["unbroken"] = partial(re.compile(r"(?<=\d)-(?=\d)").sub, "\N{NON-BREAKING HYPHEN}")
    made.globals.update(SCREEN=look.SCREEN, TAG=look.TAG, emu=look.emu, identity=look.identity)
    return made
