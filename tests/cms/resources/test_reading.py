"""Files that are sent are read once, read again when they change, and found by what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, Site

from cms.models import DocumentText, File
from cms.resources import reading
from cms.resources.extraction import Text
from cms.resources.reading import keep, read_document, read_waiting
from cms.resources.vocabulary import TextState
from config.demo.small_files import odt, pdf
from tests.factories.resources import make_file, make_resource

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> bool:
    return "Un guide" in client.get("/ressources/", {"q": words}).content.decode()


def state_of(file: File) -> str:
    return str(DocumentText.objects.get(document=file).state)


def test_a_resource_is_found_by_a_word_inside_its_file(client: Client, lozere_site: Site) -> None:
    file = make_file("guide.pdf", pdf(["Tout sur la visioconférence et le déménagement des équipes."]))
    make_resource(lozere_site, [file], title="Un guide")
    assert state_of(file) == TextState.WAITING
    assert not found(client, "demenagement")
    assert read_document.call(file.pk) == TextState.READ
    assert found(client, "demenagement"), "without its accent"
    assert found(client, "visoiconference"), "with a typo"
    assert read_document.call(file.pk) == TextState.READ

    file.file.save(
        "autre.odt", ContentFile(odt(["Désormais il parle de la halle aux grains et du marché."])), save=False
    )
    file.file_hash = ""
    file.save()
    assert state_of(file) == TextState.WAITING
    assert keep(file.pk, "documents/guide.pdf", "x", Text(TextState.READ, "vieux mots")) == "", "of the file before"
    assert read_document.call(file.pk) == TextState.READ
    assert found(client, "halle")
    assert not found(client, "demenagement")


def test_each_end_is_told(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        TextState.EMPTY: make_file("scan.pdf", pdf([])),
        TextState.MALFORMED: make_file("faux.pdf", b"%PDF-1.7 et puis rien"),
        TextState.OTHER: make_file("tableau.csv", b"a;b"),
    }
    gone = make_file("parti.pdf", pdf(["Un texte que plus personne ne lira."]))
    gone.file.storage.delete(gone.file.name)
    DocumentText.objects.all().delete()  # as for files of before
    assert read_waiting.call() == 4
    assert {state_of(file) for file in files.values()} == set(files)
    assert state_of(gone) == TextState.MALFORMED
    monkeypatch.setattr(reading, "text_of", None)
    assert read_waiting.call() == 0, "each once"
    assert read_document.call(10**9) == ""


def test_a_file_that_not_everyone_may_open_is_not_found_by_its_words(
    client: Client, lozere_site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    secret = Collection.get_first_root_node().add_child(name="Entre nous")
    CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    file = make_file("guide.pdf", pdf(["Le mot de passe du coffre est cassoulet."]), collection=secret)
    make_resource(lozere_site, [file], title="Un guide")
    read_document.call(file.pk)
    assert state_of(file) == TextState.READ
    assert not found(client, "cassoulet")
    with django_capture_on_commit_callbacks(execute=True):
        CollectionViewRestriction.objects.get().delete()
    assert found(client, "cassoulet")
    with django_capture_on_commit_callbacks(execute=True):
        CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    assert not found(client, "cassoulet")
    with django_capture_on_commit_callbacks(execute=True):
        file.refresh_from_db()
        file.collection = Collection.get_first_root_node()
        file.save()
    assert found(client, "cassoulet")
    with django_capture_on_commit_callbacks(execute=True):
        file.delete()
    assert not found(client, "cassoulet")
