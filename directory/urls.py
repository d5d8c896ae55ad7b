"""Addresses of people and businesses."""

from django.urls import path

from directory.views import crowd_map, worker_detail, worker_list, worker_steps
from directory.workers.kind import SLUG
from directory.workers.results import WorkerResults
from listings.report_views import report, report_thanks

app_name = "directory"

_WORKERS = "teletravailleurs"

urlpatterns = [
    path(f"{_WORKERS}/", worker_list.worker_list, name="workers"),
    path(f"{_WORKERS}/carte.geojson", crowd_map.crowd_map, {"listed": WorkerResults}, name="worker_map"),
    path(f"{_WORKERS}/inscription/", worker_steps.join, name="worker_join"),
    path(f"{_WORKERS}/ma-fiche/apercu/<slug:audience>/", worker_steps.preview, name="worker_preview"),
    path(f"{_WORKERS}/ma-fiche/<slug:name>/", worker_steps.step, name="worker_step"),
    path(f"{_WORKERS}/brouillons/<int:pk>/photo-<slug:size>.webp", worker_detail.draft_photo, name="draft_photo"),
    path(f"{_WORKERS}/<slug:slug>/photo-<slug:size>.webp", worker_detail.worker_photo, name="worker_photo"),
    path(f"{_WORKERS}/<slug:slug>/signaler/", report, {"kind": SLUG}, name="worker_report"),
    path(f"{_WORKERS}/<slug:slug>/signaler/merci/", report_thanks, {"kind": SLUG}, name="worker_report_thanks"),
    path(f"{_WORKERS}/<slug:slug>/", worker_detail.worker_detail, name="worker"),
]
