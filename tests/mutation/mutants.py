"""Small wrong changes to a module's source, one at a time: what a test should notice."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, TypeGuard

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
METHODS = {
    "filter": "exclude",
    "exclude": "filter",
    "all": "none",
    "none": "all",
    "first": "last",
    "last": "first",
    "add": "remove",
    "remove": "add",
    "get_or_create": "create",
    "select_for_update": "",
    "strip": "",
}
"""A method and the one to call in its place; with ``""``, the call is left out."""
BUILTINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
LOOKUPS = {"gt": "gte", "gte": "gt", "lt": "lte", "lte": "lt"}
CHOOSING_ROWS = frozenset({"filter", "exclude", "get", "Q"})
WORDS = frozenset({"_", "gettext", "gettext_lazy", "pgettext", "ngettext"})
"""Calls whose strings are words for people: tests of texts are not the matter here."""


BLOCKS = ("body", "orelse", "finalbody")
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Mutant:
    """One wrong change: where it is, how it reads, and what to run in place of the right code.

    ``code`` is a module with nothing but the wrong function in it, compiled. ``constant`` is ``None`` for a change in a
    function's body; for a constant of the module or of a class it is the wrong expression. ``place`` is the qualified
    name of the function or constant.
    """

    module: str
    place: str
    line: int
    change: str
    code: CodeType
    constant: CodeType | None = None

    @property
    def name(self) -> tuple[str, str, str]:
        """What tells it from others, and stays when lines move."""
        return self.module, self.place, self.change


def mutants_of(module: str, path: Path) -> Iterator[Mutant]:
    """All the wrong changes to a module, in the order of its lines."""
    tree = ast.parse(path.read_text("utf-8"), str(path))
    seen: Counter[tuple[str, str]] = Counter()
    for place, owner, alone in _owners(tree):
        expression = None if isinstance(owner, Function) else ast.Expression(owner.value)  # type: ignore[attr-defined]
        for line, change in _changes(owner):
            seen[place, change] += 1
            rank = seen[place, change]
            yield Mutant(
                module,
                place,
                line,
                change if rank == 1 else f"{change} (#{rank})",
                _compiled(alone, path, "exec"),
                expression and _compiled(expression, path, "eval"),
            )


def _compiled(tree: ast.AST, path: Path, mode: str) -> CodeType:
    code: CodeType = compile(ast.fix_missing_locations(tree), str(path), mode, dont_inherit=True)  # type: ignore[call-overload]
    return code


def _owners(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.stmt, ast.Module]]:
    """Functions, methods and constants, with their qualified names, and each alone in its module: that compiles in a
    tenth of the time. Not the fields of a model, nor choices.
    """
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    for node in tree.body:
        if isinstance(node, Function):
            yield prefix + node.name, node, ast.Module([*futures, node], [])
        elif isinstance(node, ast.ClassDef):
            if node.name != "Meta" and not any(ast.unparse(base).endswith(("Choices", "Enum")) for base in node.bases):
                for place, owner, alone in _owners(node, f"{prefix}{node.name}."):
                    around = copy.copy(node)
                    around.body = alone.body
                    yield place, owner, ast.Module([*futures, around], [])
        elif name := _constant(node):
            yield prefix + name, node, ast.Module([*futures, node], [])


def _constant(node: ast.stmt) -> str:
    """The name of a constant that is a matter of policy: a number, a duration, a set of names."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        name, value = node.targets[0].id, node.value
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        name, value = node.target.id, node.value
    else:
        return ""
    if isinstance(value, ast.Call) and ast.unparse(value.func) not in {"timedelta", "frozenset"}:
        return ""
    return name if name.isupper() else ""


def _changes(owner: ast.stmt) -> Iterator[tuple[int, str]]:
    """Make each change in the tree for as long as the caller looks at it, then undo it; its line, and how it reads."""
    if isinstance(owner, Function):
        nodes = [owner, *(found for statement in owner.body for found in _walk(statement))]
    else:
        nodes = list(_walk(owner.value))  # type: ignore[attr-defined]
    for node in nodes:
        for field, old, new in _wrong(node):
            before = _read(node)
            setattr(node, field, new)
            if field in BLOCKS:
                gone = next(statement for statement in old if statement not in new)  # type: ignore[attr-defined]
                yield gone.lineno, f"{_read(gone)} → left out"
            else:
                yield _line(node, owner), f"{before} → {_read(node)}"
            setattr(node, field, old)


def _line(node: ast.AST, owner: ast.stmt) -> int:
    """Where a node runs; that of a comprehension is its variable's."""
    place = node.target if isinstance(node, ast.comprehension) else node
    return getattr(place, "lineno", owner.lineno)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is under it, but docstrings, annotations, decorators, and words for people."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    yield node
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and (_called(node) in WORDS or _is_base_init(node))):
        return
    if isinstance(node, ast.keyword) and node.arg == "of":  # which tables a lock takes: only PostgreSQL could tell
        return
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "ctx", "op", "ops"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _is_base_init(node: ast.AST) -> bool:
    """``super().__init__(f"Report {pk} is closed")`` of an exception: words for who reads a traceback."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"


def _read(node: ast.AST) -> str:
    """A node as source; of a block, its first line."""
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    return text.split("\n")[0] if hasattr(node, "body") and not isinstance(node, (ast.IfExp, ast.Lambda)) else text


Change = tuple[str, object, object]
"""A field of a node, what it holds, and something wrong to put there."""


def _wrong(node: ast.AST) -> Iterator[Change]:
    """The wrong changes to make to one node's own fields."""
    for kind, changes in KINDS.items():
        if isinstance(node, kind):
            yield from changes(node)
    yield from _left_out(node)


def _wrong_comparison(node: ast.Compare) -> Iterator[Change]:
    for rank, operator in enumerate(node.ops):
        yield "ops", node.ops, [*node.ops[:rank], COMPARISONS[type(operator)](), *node.ops[rank + 1 :]]


def _wrong_bool_op(node: ast.BoolOp) -> Iterator[Change]:
    yield "op", node.op, ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    if len(node.values) > 2:
        yield from _without_each(node, "values")


def _wrong_operator(node: ast.BinOp) -> Iterator[Change]:
    if type(node.op) in OPERATORS:
        yield "op", node.op, OPERATORS[type(node.op)]()


def _wrong_test(node: ast.If | ast.IfExp | ast.While) -> Iterator[Change]:
    """The opposite condition, where nothing inside the condition gives it already."""
    test = node.test
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return
    if not isinstance(test, ast.Compare) or isinstance(test.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        yield "test", test, ast.UnaryOp(ast.Not(), test)


def _wrong_comprehension(node: ast.comprehension) -> Iterator[Change]:
    yield from _without_each(node, "ifs")
    for rank, test in enumerate(node.ifs):
        yield "ifs", node.ifs, [*node.ifs[:rank], ast.UnaryOp(ast.Not(), test), *node.ifs[rank + 1 :]]


def _wrong_return(node: ast.Return) -> Iterator[Change]:
    value = node.value
    if value is None or (isinstance(value, ast.Constant) and value.value in (None, False)):
        return
    yield "value", value, ast.Constant(None)
    if _is_yes_or_no(value):
        yield "value", value, ast.UnaryOp(ast.Not(), value)


def _wrong_several(node: ast.Tuple | ast.Set | ast.List) -> Iterator[Change]:
    if len(node.elts) > 1 and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        yield from _without_each(node, "elts")


def _without_each(node: ast.AST, field: str) -> Iterator[Change]:
    """A list, each time without one of its items."""
    whole = getattr(node, field)
    for rank in range(len(whole)):
        yield field, whole, [*whole[:rank], *whole[rank + 1 :]]


def _wrong_constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield "value", node.value, not node.value
    elif isinstance(node.value, (int, float)):
        yield "value", node.value, node.value + 1
    elif isinstance(node.value, str):
        yield "value", node.value, f"XX{node.value}"


def _wrong_call(call: ast.Call) -> Iterator[Change]:
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in METHODS and not _is_only_one(function):
        other = METHODS[function.attr]
        if other:
            yield "func", function, ast.Attribute(function.value, other, ast.Load())
        elif not call.args:
            yield "func", function, ast.Lambda(_no_arguments(), function.value)
    elif isinstance(function, ast.Name) and function.id in BUILTINS:
        yield "func", function, ast.Name(BUILTINS[function.id], ast.Load())
    if _called(call) in CHOOSING_ROWS:
        yield from _without_each(call, "args")
        for rank, keyword in enumerate(call.keywords):
            rest = call.keywords[:rank], call.keywords[rank + 1 :]
            yield "keywords", call.keywords, [*rest[0], *rest[1]]
            field, _, lookup = (keyword.arg or "").rpartition("__")
            if lookup in LOOKUPS:
                other = ast.keyword(f"{field}__{LOOKUPS[lookup]}", keyword.value)
                yield "keywords", call.keywords, [*rest[0], other, *rest[1]]


def _is_only_one(function: ast.Attribute) -> bool:
    """Whether it is the first, or the last, of the one row that has a key: ``filter(pk=pk).first()``."""
    before = function.value
    return (
        function.attr in {"first", "last"}
        and isinstance(before, ast.Call)
        and _called(before) == "filter"
        and any(keyword.arg in {"pk", "slug"} for keyword in before.keywords)
    )


def _no_arguments() -> ast.arguments:
    """Of a function that swallows whatever it is called with."""
    return ast.arguments([], [], None, [], [], ast.arg("named"), [])


def _is_yes_or_no(value: ast.expr) -> bool:
    """Whether an expression says yes or no and has no opposite inside: a comparison and a ``not`` have one."""
    if isinstance(value, ast.UnaryOp):
        return False
    if isinstance(value, ast.Call):
        return _called(value) in {"bool", "exists", "any", "all", "isdisjoint"} or _called(value).startswith(
            ("is_", "may_", "has_")
        )
    return isinstance(value, ast.BoolOp)


def _left_out(node: ast.AST) -> Iterator[Change]:
    """Statements that act, left out one at a time; a ``not``, a ``~`` or a ``-`` left out where it stands."""
    for field, value in ast.iter_fields(node):
        if _turns(value):
            yield field, value, value.operand
        elif isinstance(value, list):
            for rank, item in enumerate(value):
                if _turns(item):
                    yield field, value, [*value[:rank], item.operand, *value[rank + 1 :]]
                elif field in BLOCKS and _acts(item):
                    yield field, value, [*value[:rank], ast.Pass(), *value[rank + 1 :]]


def _turns(value: object) -> TypeGuard[ast.UnaryOp]:
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, (ast.Not, ast.Invert, ast.USub))


def _acts(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant) and not _is_base_init(statement.value)
    if isinstance(statement, ast.Assign):
        return not any(isinstance(target, ast.Name) for target in statement.targets) and not any(
            isinstance(part, ast.Name)
            for target in statement.targets
            if isinstance(target, ast.Tuple)
            for part in target.elts
        )
    return isinstance(statement, (ast.Raise, ast.AugAssign, ast.Delete, ast.Continue, ast.Break))


KINDS: dict[Any, Callable[[Any], Iterator[Change]]] = {
    ast.Compare: _wrong_comparison,
    ast.BoolOp: _wrong_bool_op,
    ast.BinOp: _wrong_operator,
    ast.Constant: _wrong_constant,
    ast.Call: _wrong_call,
    (ast.If, ast.IfExp, ast.While): _wrong_test,
    ast.comprehension: _wrong_comprehension,
    ast.Return: _wrong_return,
    (ast.Tuple, ast.Set, ast.List): _wrong_several,
}
