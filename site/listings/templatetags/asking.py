"""What a review asks to change, in the templates of the desk."""

from __future__ import annotations

from django import template

from listings.asking import labels_of

register = template.Library()
register.filter("labels_of", labels_of)
