import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import words
from search.models import StoredIndex, Word
from search.sql import AFTER_ALL_LETTERS

FORMS = st.text(max_size=40).flatmap(
    lambda text: st.sampled_from([word.form for word in words(text)] or ["mot"]),
)


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(FORMS | st.sampled_from(["ab", "a1", "abc", "ac", "zeta", "élan", "ß", "я", "文", "𝔸"]), min_size=1))
def test_forms_sort_and_begin_as_in_python(forms: set[str]) -> None:
    """Whatever the locale of the database: ranges of forms are how beginnings are found."""
    Word.objects.all().delete()
    index, _ = StoredIndex.objects.get_or_create(name="tests")
    Word.objects.bulk_create(Word(index=index, form=form, stem=form, spelling=form, frequency=1) for form in forms)
    stored = Word.objects.order_by("form").values_list("form", flat=True)
    assert list(stored) == sorted(forms)
    beginning = min(forms)[:1]
    begun = stored.filter(form__gte=beginning, form__lt=beginning + AFTER_ALL_LETTERS)
    assert list(begun) == sorted(form for form in forms if form.startswith(beginning))
