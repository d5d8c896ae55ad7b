"""The order by check, and the index that serves it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from directory.models import Business, RemoteWorker
from listings.models import Listing
from listings.orders import LATEST_CHECKED
from places.models import Place
from tests.factories.workers import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]


@pytest.mark.parametrize("model", [Place, RemoteWorker, Business])
def test_an_index_serves_it(model: type[Listing]) -> None:
    plan = model.objects.published().order_by(*LATEST_CHECKED, "pk").values("pk")[:10]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a handful of rows is quicker read whole
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        told = plan.explain()
    assert "_live_recent" in told
    assert "Sort" not in told
    assert "TEMP B-TREE" not in told


def test_dates_then_those_without() -> None:
    days = {"Ancien": date(2026, 1, 5), "Jamais": None, "Récent": date(2026, 10, 5), "Douteux": date(2026, 11, 1)}
    for name, day in days.items():
        worker = make_worker(display_name=name)
        RemoteWorker.objects.filter(pk=worker.pk).update(checked_on=day, to_confirm=name == "Douteux")
    order = RemoteWorker.objects.published().order_by(*LATEST_CHECKED, "pk").values_list("display_name", flat=True)
    assert list(order) == ["Récent", "Ancien", "Jamais", "Douteux"]
