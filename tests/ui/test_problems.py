"""Errors for machines."""

from __future__ import annotations

import json

import pytest
from django import forms
from django.utils.translation import gettext_lazy

from ui.problems import invalid, problem


class Radius(forms.Form):
    rayon = forms.IntegerField(min_value=1, max_value=100)


def test_problem_is_what_the_standard_says() -> None:
    response = problem(404, gettext_lazy("Introuvable"), "Ce département n’existe pas.", code="99")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Introuvable",
        "status": 404,
        "detail": "Ce département n’existe pas.",
        "code": "99",
    }
    assert "département" in response.content.decode()


@pytest.mark.parametrize("status", [200, 302, 999])
def test_problem_refuses_what_is_not_an_error(status: int) -> None:
    with pytest.raises(ValueError):
        problem(status, "Titre", "Détail")


def test_invalid_form_names_the_parameter() -> None:
    form = Radius({"rayon": "1000"})
    assert not form.is_valid()
    response = invalid("Demande mal formée", form)
    body = json.loads(response.content)
    assert response.status_code == body["status"] == 400
    assert list(body["errors"]) == ["rayon"]
    assert "100" in body["detail"]
