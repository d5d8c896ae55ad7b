"""The rules of the house (docs/architecture.md), held by the machine: layout, names, sizes, visibility, templates."""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import re
import sysconfig
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.apps import apps
from django.db import models

from listings.fields import CodeSetField
from listings.models import Listing
from tests.house_rules import LONGEST, TOGETHER
from tests.snapshot import assert_reviewed

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
FORBIDDEN_NAMES = {"utils", "util", "common", "core", "helpers", "helper", "misc", "tools", "shared"}
SILENT_PACKAGES = {"migrations", "management", "commands", "templatetags"}
MODULE_LINES, FUNCTION_LINES, VIEW_LINES, MODEL_LINES = 400, 50, 20, 300

# Templates that Django or Wagtail look for by themselves.
FOUND_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
# So does Wagtail, whose own this one stands in for.
FOUND_BY_NAME |= {"wagtailadmin/home/account_summary.html", "wagtailcore/shared/block_preview.html"}
# allauth puts their names together; ours stand in for its own.
ALLAUTH_TEMPLATES = Path(allauth.__file__).parent / "templates"
# Where listings are read without ``published()``: what writes them, and what moderators and owners see.
READS_UNPUBLISHED = {
    "places/actions.py": "writes listings",
    "places/schedules.py": "keeps the openings of every place, published or not",
    "places/geocoding_tasks.py": "places a point before anyone reads the page",
    "places/kind.py": "shows moderators likely duplicates",
    "places/member_photos.py": "forgets files that nothing shows any more",
    "places/rights.py": "a person's right to all of it",
    "places/importing/": "compares a file with all that is there",
    "places/management/": "commands of an operator",
    "site/config/management/": "commands of an operator",
    "directory/businesses/actions.py": "writes listings",
    "directory/businesses/forms.py": "says that a number is taken, and whose it is only when that is published",
    "directory/businesses/kind.py": "shows moderators likely duplicates",
    "directory/businesses/logos.py": "forgets files that nothing shows any more",
    "directory/businesses/rights.py": "a person's right to all of it",
    "directory/register_tasks.py": "keeps what the register says beside a business",
    "directory/workers/actions.py": "writes listings",
    "directory/workers/kind.py": "tells moderators of the same person's other profiles",
    "directory/workers/portraits.py": "forgets files that nothing shows any more",
    "directory/workers/rights.py": "a person's right to all of it",
}
DOORS = {"published", "none", "owned_by", "for_user"}
"""The public's door, nobody's, a member's, the desk's."""
READS_RAW_REQUESTS = {
    "site/cms/views.py": "a version in the address is compared with ours, and goes no further",
    "site/cms/desk/files.py": "Wagtail's own parameter: the beginning of a tag, cleaned and cut",
    "site/cms/desk/scope.py": "Wagtail's own parameters: keys are compared with what a user reaches, before its views",
}
# Declared by Wagtail's mixins, not by us.
WAGTAILS_FIELDS = {"locked_by", "uploaded_by_user"}


def folder_of(package: str) -> Path:
    """The folder of one of our packages."""
    return ROOT / package if (ROOT / package).is_dir() else ROOT / "site" / package


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of ours but the migrations: its path from the checkout, and its syntax tree."""
    paths = [path for package in PACKAGES for path in sorted(folder_of(package).rglob("*.py"))]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(), str(path))
        for path in paths
        if "migrations" not in path.parts
    }


@cache
def templates() -> dict[str, str]:
    """Every template: its name, and its text."""
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.*"))}


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.split(".")[0] in PACKAGES:
            yield model


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def target(field: models.Field[Any, Any]) -> str:
    """The label of the model that a field points at."""
    return str(field.remote_field.model._meta.label)  # type: ignore[union-attr]


def lines_of_body(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def report(problems: list[str], advice: str) -> None:
    """Fail with one line a problem, and what to do about it."""
    if problems:
        pytest.fail("\n".join([*problems, advice]), pytrace=False)


# Layout ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_ours(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file is not None
    assert Path(file).is_relative_to(ROOT), f"{package} is taken from {file}: a dependency has the same name."
    stranger = importlib.machinery.PathFinder.find_spec(package, [sysconfig.get_path("purelib")])
    assert stranger is None, f"A dependency installs a top-level package {package}: {stranger}."


def test_every_package_is_known_to_every_tool() -> None:
    on_disk = {path.parent.name for path in [*ROOT.glob("*/__init__.py"), *ROOT.glob("site/*/__init__.py")]}
    on_disk -= {"benchmarks"}
    assert on_disk == set(PACKAGES), "import-linter (pyproject.toml) and the folders name different packages."
    assert set(PYPROJECT["tool"]["mypy"]["packages"]) == on_disk, "mypy (pyproject.toml) checks other packages."


def test_site_is_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists(), "The standard library owns the name `site`: remove the file."


def test_every_package_says_its_job() -> None:
    silent = [
        path
        for path, tree in modules().items()
        if path.endswith("__init__.py")
        and Path(path).parent.name not in SILENT_PACKAGES
        and not ast.get_docstring(tree)
    ]
    report(silent, "A package's __init__ begins with a docstring: what it does, and what it refuses to do.")


def test_names_say_their_job() -> None:
    found = [path for path in modules() if FORBIDDEN_NAMES & {Path(path).stem, *Path(path).parts}]
    report(found, "A name says its job: no utils, common, core, helpers.")


def test_migrations_are_named() -> None:
    found = [str(path.relative_to(ROOT)) for package in PACKAGES for path in folder_of(package).rglob("*_auto_*.py")]
    report(found, "Name migrations after what they do: makemigrations --name.")


def test_no_path_of_someones_machine() -> None:
    private = re.compile(r"(?<![\w.~*])/(?:work|home|Users)/\w+")
    texts = {path: (ROOT / path).read_text() for path in modules()}
    texts |= {str(path.relative_to(ROOT)): path.read_text() for path in ROOT.glob("docs/**/*.md")}
    report([path for path, text in texts.items() if private.search(text)], "Paths are relative to the checkout.")


# Sizes -------------------------------------------------------------------------------------------------------------


def test_modules_have_one_job() -> None:
    long = [
        f"{path}: {n} lines" for path in modules() if (n := len((ROOT / path).read_text().splitlines())) > MODULE_LINES
    ]
    report(long, f"A module of more than {MODULE_LINES} lines has more than one job: split it by job.")


def test_functions_fit_a_screen() -> None:
    long = [
        f"{path}:{function.lineno} {function.name}: {lines_of_body(function)} lines"
        for path, tree in modules().items()
        for function in functions(tree)
        if lines_of_body(function) > FUNCTION_LINES
    ]
    report(long, f"A function of more than {FUNCTION_LINES} lines does not fit a screen.")


def test_views_are_short() -> None:
    long = [
        f"{path}:{function.lineno} {function.name}: {lines_of_body(function)} lines"
        for path, tree in modules().items()
        if "views" in Path(path).with_suffix("").parts
        for function in functions(tree)
        if lines_of_body(function) >= VIEW_LINES
    ]
    report(
        long,
        f"A view has under {VIEW_LINES} lines: rows are a queryset's job, writing an action's, looks a template's.",
    )


def test_models_are_short() -> None:
    long = []
    for model in our_models():
        tree = ast.parse(Path(importlib.import_module(model.__module__).__file__ or "").read_text())
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == model.__name__ and lines_of_body(node) > MODEL_LINES:
                long.append(f"{model._meta.label}: {lines_of_body(node)} lines")
    report(long, f"A model of more than {MODEL_LINES} lines holds someone else's job.")


# Requests and visibility -------------------------------------------------------------------------------------------


def test_request_data_passes_a_form() -> None:
    """``request.GET`` may be handed over whole, to a form or a FilterSet; nothing else may be done with it."""
    raw = []
    for path, tree in modules().items():
        for parent in ast.walk(tree) if path not in READS_RAW_REQUESTS else ():
            for child in ast.iter_child_nodes(parent):
                is_data = isinstance(child, ast.Attribute) and child.attr in {"GET", "POST"}
                if is_data and isinstance(parent, ast.Attribute | ast.Subscript | ast.Compare):
                    raw.append(f"{path}:{parent.lineno} {ast.unparse(parent)}")
    report(raw, "Request data passes a form or a FilterSet: bad input is a message, never a 500.")


def test_listings_are_read_through_published() -> None:
    listings = {model.__name__ for model in our_models() if issubclass(model, Listing)}
    assert "Place" in listings
    found = []
    for path, tree in modules().items():
        if any(path.startswith(prefix) for prefix in READS_UNPUBLISHED):
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
                continue
            manager = node.value
            is_listing = isinstance(manager.value, ast.Name) and manager.value.id in listings
            if is_listing and manager.attr == "objects" and node.attr not in DOORS:
                found.append(f"{path}:{node.lineno} {ast.unparse(node)}")
    report(found, "What the public sees starts from published(). A new reason not to: READS_UNPUBLISHED, in this file.")


# Models ------------------------------------------------------------------------------------------------------------


def test_what_happens_on_delete_is_reviewed() -> None:
    lines = [
        f"{field.remote_field.on_delete.__name__:<8} {model._meta.label}.{field.name} → {target(field)}"
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
    ]
    why = "This happens to the row when its target goes. Would someone's data outlive them, a place go with its agency?"
    assert_reviewed("on_delete.txt", sorted(lines), why)


def test_upper_layers_leave_no_trace_below() -> None:
    traces = [
        f"{model._meta.label}.{field.name} → {target(field)}"
        for model in our_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.remote_field and field.name not in WAGTAILS_FIELDS
        if field.remote_field.model._meta.app_label in set(PACKAGES) - {model._meta.app_label}
        if not field.remote_field.hidden
    ]
    report(traces, 'People point at places; a place does not know its people: related_name="+".')


def test_vocabularies_only_grow() -> None:
    """A code's rank is stored: a code that moves or goes would give old rows another meaning."""
    lines = [
        f"{model._meta.label}.{field.name}: {' '.join(field.codes)}"
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, CodeSetField)
    ]
    assert_reviewed(
        "vocabularies.txt", sorted(lines), "Codes are added at the end of their vocabulary, and nowhere else."
    )


# Templates ---------------------------------------------------------------------------------------------------------


def test_every_template_is_used() -> None:
    sources = "\n".join([*((ROOT / path).read_text() for path in modules()), *templates().values()])
    unused = [
        name
        for name in templates()
        if name not in FOUND_BY_NAME
        and not (ALLAUTH_TEMPLATES / name).exists()
        # A mail is asked for by its stem: write_mail("contact_first", …).
        and not any(f'"{asked}"' in sources for asked in (name, name.removeprefix("mail/").removesuffix(".txt")))
        and f"'{name}'" not in sources
    ]
    report(unused, "No code and no template names these: remove them.")


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"<style|\sstyle\s*=", "a style"),
        (r"<script(?![^>]*\ssrc=)(?![^>]*\stype=\"application/(?:ld\+)?json\")", "a script"),
        (r"\son[a-z]+\s*=\s*[\"']", "an event attribute"),
        (r"javascript:", "a script address"),
    ],
)
def test_nothing_is_inline(pattern: str, what: str) -> None:
    found = [
        f"templates/{name}:{text[: match.start()].count(chr(10)) + 1} {match.group()}"
        for name, text in templates().items()
        if name.endswith((".html", ".svg"))
        and name != "mail/base.html"  # mail programs read inline styles only; no page is made of it
        for match in re.finditer(pattern, re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL))
    ]
    report(found, f"The content policy forbids {what} inside a page: put it in a file of static/.")


def test_what_runs_together_or_first_is_there() -> None:
    files = [*TOGETHER, *(name for name in LONGEST if name not in TOGETHER.values())]
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    texts = {**{path: (ROOT / path).read_text() for path in modules()}, **templates()}
    report([path for path, text in texts.items() if later.search(text)], "Do it, or file an issue.")
