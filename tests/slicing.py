"""Runs of a notebook only the statements that a claim rests on: most compute other things."""

import ast
import contextlib
import io
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """A statement that stands in no other, with the names that it reads and that it sets.

    What ``cq.Numbers`` keep are names of their own, ``n.goal``; ``n.*`` stands for all of them.
    """

    tree: ast.stmt
    reads: frozenset[str]
    sets: frozenset[str]
    claim: str = ""

    def claims(self, words):
        """Say whether this is one of the claims, or any claim if none is named."""
        return bool(self.claim) and (not words or self.claim.startswith(words))

    def gives(self, wanted):
        """Say whether this sets one of the names that are wanted."""
        if isinstance(self.tree, ast.Import | ast.ImportFrom):  # a formula's text may name it
            return True
        return any(_meet(one, other) for one in self.sets for other in wanted)


def _meet(one, other):
    whole, *rest = one.split(".")
    other_whole, *other_rest = other.split(".")
    return whole == other_whole and (rest == other_rest or "*" in rest + other_rest)


def statements(sources):
    """Return the statements of a notebook's cells from top to bottom."""
    trees = [tree for source in sources for tree in ast.parse(source).body]
    kept = _keepers(trees)
    modules = {
        alias.asname or alias.name
        for tree in trees
        if isinstance(tree, ast.Import)
        for alias in tree.names
    }
    return [_statement(tree, kept, modules) for tree in trees]


def _keepers(trees):
    """Return each name of ``cq.Numbers``, or of a table of them, with that under which it counts.

    What a loop over such a table goes through are other names of the same.
    """
    nodes = [node for tree in trees for node in ast.walk(tree)]
    kept = {
        node.targets[0].id: node.targets[0].id
        for node in nodes
        if isinstance(node, ast.Assign) and "cq.Numbers()" in ast.unparse(node.value)
    }
    for node in nodes:
        if isinstance(node, ast.For | ast.comprehension):
            whole, part = node.iter, node.target
        elif isinstance(node, ast.Assign):
            whole, part = node.value, node.targets[0]
        else:
            continue
        table, _, way = ast.unparse(whole).partition(".")
        if table in kept and way in ("items()", "values()"):
            parts = part.elts if isinstance(part, ast.Tuple) else [part]
            parts = parts[1:] if way == "items()" else parts
            kept |= {one.id: kept[table] for one in parts}
    return kept


def _statement(tree, kept, modules):
    reads, sets, claim = set(), set(), ""
    # A keeper's attributes are the numbers, but for its methods.
    over = {id(node.value): node for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)]
    looped = {id(part): part for one in loops for part in ast.walk(one.target)}
    over_what = {part.id for one in loops for part in ast.walk(one.iter) if hasattr(part, "id")}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="claim"), args=[ast.Constant(value=claim), _]):
                pass
            case ast.Name(id=name) if name in kept:
                number = over.get(id(node))
                if number is None and isinstance(node.ctx, ast.Load):
                    reads.add(f"{kept[name]}.*")
                elif number is not None and id(number) not in called:
                    place = reads if isinstance(number.ctx, ast.Load) else sets
                    place.add(f"{kept[name]}.{number.attr}")
                elif number is not None and number.attr not in ("items", "values"):
                    reads.add(f"{kept[name]}.*")
                if isinstance(node.ctx, ast.Load):
                    reads.add(kept[name])
                elif id(node) not in looped:
                    sets.add(kept[name])
            case ast.Name(id=name, ctx=ast.Load()):
                reads.add(name)
            case ast.Name(id=name) | ast.FunctionDef(name=name):
                sets.add(name)
            case ast.alias(name=name, asname=other):
                sets.add(other or name)
            case ast.Constant(value=str(text)):  # of a query
                reads |= set(re.findall(r"@(\w+)", text))
            case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id=name), *_]):
                sets.add(f"{kept[name]}.*")
        # What is changed where it stands: x[…] = …, x.append(…).
        place = node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            place = node.value.func
        elif not isinstance(getattr(node, "ctx", ast.Load()), ast.Store):
            continue
        while isinstance(place, ast.Subscript | ast.Attribute):
            place = place.value
        if isinstance(place, ast.Name) and place.id not in modules | kept.keys():
            sets.add(place.id)
    # What a loop goes through is its own, not what was called so before.
    reads -= {part.id for part in looped.values() if hasattr(part, "id")} - over_what
    return Statement(tree, frozenset(reads), frozenset(sets), claim)


def needed(whole, *claims):
    """Return those of a notebook's statements on which claims rest.

    Parameters
    ----------
    whole : list of Statement
        All statements of the notebook.
    *claims : str
        The English words of the claims; all claims without.
    """
    wanted, found = set(), []
    for one in reversed(whole):
        if one.claims(claims) or one.gives(wanted):
            found.append(one)
            wanted |= one.reads
    return found[::-1]


def printed(chosen, name="notebook"):
    """Return what statements print, run in this process."""
    out = io.StringIO()
    module = ast.Module([one.tree for one in chosen], type_ignores=[])
    with contextlib.redirect_stdout(out):
        exec(compile(module, name, "exec"), {"__name__": "__main__"})
    return out.getvalue()
