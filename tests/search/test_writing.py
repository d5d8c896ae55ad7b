import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.models import Posting, StoredIndex, Word
from search.writing import MOST_WEIGHT, Document, rebuild, remove, weigh, write

TEXTS = st.lists(
    st.sampled_from(
        ["café", "wifi", "coworking", "atelier", "Mende", "co-working", "le", "48000", "bureaux", "\x00", "É"]
    ),
    max_size=6,
).map(" ".join)
CHANGES = st.lists(st.dictionaries(st.integers(1, 6), TEXTS | st.none(), max_size=4), max_size=5)


def stored(name: str = "tests") -> dict[int, dict[str, int]]:
    """What the index holds: weights by form, by document."""
    found: dict[int, dict[str, int]] = {}
    for pk, form, weight in Posting.objects.filter(index__name=name).values_list("document", "form", "weight"):
        found.setdefault(pk, {})[form] = weight
    return found


def assert_counts_are_exact(name: str = "tests") -> None:
    """Frequencies and the number of documents are what counting the postings gives."""
    documents = stored(name)
    frequencies = Counter(form for forms in documents.values() for form in forms)
    assert dict(Word.objects.filter(index__name=name).values_list("form", "frequency")) == frequencies
    assert StoredIndex.objects.get(name=name).documents == len(documents)


def test_a_word_weighs_more_in_an_important_and_a_short_text_and_when_repeated() -> None:
    weights = weigh([("Le comptoir de Mende", 4.0), ("Un café, un vrai café, et du wifi", 1.0)])
    assert weights["comptoir"] == weights["mende"]
    assert weights["comptoir"] > weights["cafe"] > weights["wifi"] > 0
    assert weigh([("café", 1.0)])["cafe"] > weigh([("café des halles", 1.0)])["cafe"]
    assert "le" not in weights


def test_weights_are_bounded_and_at_least_one() -> None:
    weights = weigh([("mot " * 1000, 1e9), ("autre " * 1000 + "rare", 1e-9)])
    assert weights["mot"] == MOST_WEIGHT
    assert weights["rare"] == 1


def test_the_halves_of_a_hyphenated_word_count_as_one_too() -> None:
    assert set(weigh([("co-working et tiers-lieux", 1.0)])) == {
        *("co", "working", "coworking"),
        *("tiers", "lieux", "tierslieux"),
    }


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_whatever_is_written_the_index_holds_the_last_of_each(changes: list[dict[int, str | None]]) -> None:
    rebuild("tests", [])
    last: dict[int, str] = {}
    for change in changes:
        write("tests", [Document(pk, [(text, 1.0)]) for pk, text in change.items() if text is not None])
        remove("tests", [pk for pk, text in change.items() if text is None])
        last.update({pk: text or "" for pk, text in change.items()})
        assert stored() == {pk: forms for pk, text in last.items() if (forms := weigh([(text, 1.0)]))}
        assert_counts_are_exact()


@pytest.mark.django_db
def test_writing_twice_changes_nothing_the_second_time() -> None:
    documents = [Document(1, [("Le Comptoir", 4.0), ("café", 1.0)]), Document(2, [("Fablab de Mende", 4.0)])]
    assert write("tests", documents) == 2
    before = stored(), StoredIndex.objects.get()
    assert write("tests", iter(documents)) == 0
    assert (stored(), StoredIndex.objects.get()) == before
    assert StoredIndex.objects.get().stamp == before[1].stamp


@pytest.mark.django_db
def test_the_last_of_two_documents_with_one_key_counts() -> None:
    write("tests", [Document(1, [("café", 1.0)]), Document(1, [("atelier", 1.0)])])
    assert set(stored()[1]) == {"atelier"}
    assert_counts_are_exact()


@pytest.mark.django_db
def test_more_documents_than_are_written_at_a_time() -> None:
    documents = [Document(pk, [(f"lieu numéro {pk}", 1.0)]) for pk in range(1, 1_202)]
    assert write("tests", iter(documents)) == 1_201
    assert Word.objects.get(form="lieu").frequency == 1_201
    assert remove("tests", range(1, 1_202)) == 1_201
    assert (stored(), Word.objects.count()) == ({}, 0)
    assert_counts_are_exact()


@pytest.mark.django_db
def test_removing_what_is_not_there_changes_nothing() -> None:
    write("tests", [Document(1, [("café", 1.0)])])
    assert remove("tests", [2, 3]) == 0
    assert_counts_are_exact()


@pytest.mark.django_db
def test_rebuilding_leaves_only_the_new_documents_with_today_s_stems() -> None:
    write("tests", [Document(1, [("café", 1.0)]), Document(2, [("atelier", 1.0)])])
    write("others", [Document(1, [("café", 1.0)])])
    Word.objects.filter(form="cafe").update(stem="of an older analysis")
    assert rebuild("tests", [Document(1, [("café", 1.0)])]) == 1
    assert set(stored()) == {1}
    assert set(stored("others")) == {1}
    assert Word.objects.get(index__name="tests").stem == "caf"
    assert_counts_are_exact()


@pytest.mark.django_db
def test_readers_are_shown_the_spelling_with_accents() -> None:
    write("tests", [Document(1, [("MEDIATHEQUE", 1.0), ("la médiathèque", 1.0)])])
    assert Word.objects.get().spelling == "médiathèque"


@pytest.fixture
def real_database(transactional_db: None, tmp_path: Path) -> Path:
    """A database that several connections can write to: a file for SQLite, whose tests run in memory."""
    file = tmp_path / "search.sqlite3"
    run(lambda: create_tables() if connection.vendor == "sqlite" else None, file)
    return file


def create_tables() -> None:
    with connection.schema_editor() as editor:
        for model in (StoredIndex, Word, Posting):
            editor.create_model(model)


def run(work, file: Path, times: int = 1) -> None:  # type: ignore[no-untyped-def]
    """Run in as many threads at a time, each with a connection of its own; errors are raised here."""
    errors: list[BaseException] = []

    def in_thread(number: int) -> None:
        try:
            if connection.vendor == "sqlite":
                connection.settings_dict = {**connection.settings_dict, "NAME": str(file)}
            work() if times == 1 else work(number)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.inc_thread_sharing()
            connection.close()

    threads = [threading.Thread(target=in_thread, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_concurrent_writers_keep_counts_exact(real_database: Path) -> None:
    def write_some(number: int) -> None:
        for turn in range(4):
            pks = range(1 + turn, 20 + number)
            write("tests", [Document(pk, [(f"café {(pk * 7 + number * turn) % 5} commun", 1.0)]) for pk in pks])
            remove("tests", [number + turn])

    run(write_some, real_database, times=4)
    run(assert_counts_are_exact, real_database)
