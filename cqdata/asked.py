"""What a function of the vocabulary is given and cannot take is said in one sentence.

A notebook's author who passes a table where a number is meant gets the parameter's name, what was
found and what is expected, and no error of Python from five calls further in. Nothing is checked
while all goes well: the annotations are read only when a call has failed.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cqdata.errors import DataError, shortened, shown
from cqdata.number import HIGHEST
from cqdata.words import LANGS

P = ParamSpec("P")
R = TypeVar("R")
_LONGEST = 800  # characters of a message
# Name in an annotation → names of the classes that fit, and how a message says it.
_KINDS = {
    "Number": ("Number", "a number as cq.at, cq.target and cq.assume give"),
    "Numbers": ("Numbers", "cq.Numbers()"),
    "Projection": ("Projection", "what cq.project gives"),
    "Chart": ("Chart", "a chart as cq.fan gives"),
    "Figure": ("Figure", "a matplotlib figure"),
    "DataFrame": ("DataFrame", "a table"),
    "Series": ("Series", "a column"),
    "str": ("str", "a text"),
    "int": ("int integer", "a whole number"),
    "float": ("int float number", "a number"),
    "bool": ("bool", "True or False"),
    "Both": ("str tuple Mapping dict", "a text, or one for each language"),
    "Mapping": ("dict Mapping", "names with what they stand for"),
    "Sequence": ("list tuple range ndarray Series Index str", "a list"),
    "Collection": ("list tuple set dict range ndarray Series Index str dict_keys", "a list"),
    "Iterable": ("list tuple set dict range ndarray Series Index str dict_keys", "a list"),
    "tuple": ("tuple list", "a pair"),
    "Path": ("PurePath", "a path"),
    "None": ("NoneType", ""),
}


def plainly(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that names the parameter by which a call of it fails.

    What is raised is a :class:`DataError` if an argument is of none of the kinds that its
    annotation names; anything else goes through as it is.
    """

    switches = {name for name, kind in function.__annotations__.items() if kind in ("bool", bool)}

    @wraps(function)
    def asked(*args: P.args, **more: P.kwargs) -> R:
        for name in switches & more.keys():  # Python takes anything for one
            if type(more[name]).__name__ not in ("bool", "bool_"):
                found = f"{name}: found {shown(more[name])}, expected True or False"
                raise DataError(f"{function.__name__}: {found}")
        try:
            return function(*args, **more)
        except Exception as trouble:
            told = isinstance(trouble, DataError) and not _shows_an_object(trouble, args, more)
            said = None if told else _misfit(function, trouble, args, more)
            if said is None:
                if told and "\n" not in str(trouble):
                    trouble.args = (shortened(str(trouble), _LONGEST),)
                raise
            raise DataError(f"{function.__name__}: {said}") from trouble

    return asked


def _shows_an_object(trouble: Exception, args: tuple[Any, ...], more: Mapping[str, Any]) -> bool:
    """Say whether a message holds an argument as Python writes it, which no reader knows."""
    for one in (*args, *more.values()):
        told = shown(one)
        if not isinstance(one, str | int | float) and "digits" not in told:
            words = (text for text in (repr(one), str(one)) if text not in told)
            if any(text[:60] in str(trouble) for text in words):
                return True
    return False


def _misfit(
    function: Callable[..., Any],
    trouble: Exception,
    args: tuple[Any, ...],
    more: Mapping[str, Any],
) -> str | None:
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **more).arguments
    except TypeError as wrong:
        takes = ", ".join(signature.parameters) or "nothing"
        # missing a required argument: 'to' · got an unexpected keyword argument 'too' · too many …
        named = re.findall("'(.+)'", str(wrong))
        lacks = "no " if "missing" in str(wrong) else ""
        found = f"{lacks}{named[0]}" if named else f"{len(args)} values in a row"
        return f"found {found}; it takes {takes}"
    pairs = [
        (name, one, signature.parameters[key].annotation)
        for key, value in given.items()
        for name, one in _parts(signature.parameters[key], value)
    ]
    lacking = trouble.args[0] if isinstance(trouble, KeyError) and trouble.args else None
    for name, value, told in pairs:
        if isinstance(lacking, str) and _is_frame(value) and lacking not in value:
            found = shortened(", ".join(map(str, value)))
            return f"{name}: no column {lacking!r}; found {found}"
        if isinstance(value, int) and abs(value) >= HIGHEST:
            return f"{name}: found {shown(value)}, expected a number below 10^18"
        if name == "lang" and not (isinstance(value, str) and value in LANGS):
            return f"{name}: found {shown(value)}, expected {' or '.join(LANGS)}"
        tree = ast.parse(told, mode="eval").body if isinstance(told, str) else None
        if tree is not None and not _fits(value, tree):
            return f"{name}: found {shown(value)}, expected {_words(tree)}"
    return None


def _is_frame(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "iloc")


def _parts(parameter: inspect.Parameter, value: Any) -> list[tuple[str, Any]]:
    """Return the arguments that a parameter takes, with their names: several of ``**more``."""
    if parameter.kind is parameter.VAR_KEYWORD:
        return list(value.items())
    return [(parameter.name, value)]


def _fits(value: Any, tree: ast.expr) -> bool:
    """Say whether a value is of the kinds that an annotation names, also in what it holds."""
    if isinstance(tree, ast.BinOp):
        return _fits(value, tree.left) or _fits(value, tree.right)
    if isinstance(tree, ast.Subscript):
        parts = _parts_of(tree)
        if not _fits(value, tree.value) or getattr(value, "ndim", 1) == 0:
            return False
        if isinstance(value, Mapping):
            keys = all(_fits(one, parts[0]) for one in value) or len(parts) < 2
            return keys and all(_fits(one, parts[-1]) for one in value.values())
        if _name(tree.value) == "tuple" and getattr(parts[-1], "value", None) is not ...:
            return len(value) == len(parts) and all(map(_fits, value, parts))
        return all(_fits(one, parts[0]) for one in value)
    names, _ = _KINDS.get(_name(tree), ("", ""))
    # A number of ours is none of Python's module numbers.
    kinds = {one.__name__ for one in type(value).__mro__ if one.__module__ != "numbers"}
    if not names:
        return True
    return bool(kinds & set(names.split())) and ("bool" not in kinds or "bool" in names)


def _parts_of(tree: ast.Subscript) -> list[ast.expr]:
    """Return what stands in the brackets of an annotation."""
    return tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]


def _name(tree: ast.expr) -> str:
    """Return the name of a kind without its module: DataFrame of pd.DataFrame."""
    return str(getattr(tree, "attr", getattr(tree, "id", getattr(tree, "value", ""))))


def _words(tree: ast.expr) -> str:
    if isinstance(tree, ast.BinOp):
        return " or ".join(filter(None, (_words(tree.left), _words(tree.right))))
    if isinstance(tree, ast.Subscript):
        held = [w for w in map(_words, _parts_of(tree)) if w]
        return f"{_words(tree.value)}" + (f" ({', '.join(held)})" if held else "")
    return _KINDS.get(_name(tree), ("", ""))[1]
