"""Forms that anyone may send without an account: kept from robots, from floods and from double clicks.

A hidden field that only robots fill, a signed token that says when the page was opened and names the submission, and so
many submissions an hour from one address; with a proof of work (``listings.proof``), or within the allowance of those
without. No cookie and no script are needed.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from listings.models import ChangeReport
from listings.proof import BITS, is_proven, take_turn_without
from ui.forms import KitForm

SALT = "listings.public_forms"
FASTEST = 3
"""Seconds that a person needs at the very least to fill in a form."""
SLOWEST = 24 * 3600
"""Seconds after which a page that stayed open is asked to be sent again."""
MOST_AN_HOUR = 5
"""Submissions an hour from one address: a town hall behind one address may report five places."""
TOO_MANY = 429
"""The status of the answer to whom is throttled."""
_HOUR = 3600


def sender_of(request: HttpRequest) -> str:
    """Who sends, for counting only: a keyed hash of the address, of its /64 network for IPv6.

    Behind a proxy that is trusted (``TRUST_PROXY``), the address is the last that the proxy wrote.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        address = forwarded.rsplit(",", 1)[-1].strip()
    try:
        parsed = ipaddress.ip_address(address)
        network = ipaddress.ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False)
    except ValueError:
        network = None  # a socket, or rubbish: all of them count as one
    return salted_hmac(SALT, str(network)).hexdigest()[:32]


def take_turn(sender: str, most: int = MOST_AN_HOUR, scope: str = "") -> bool:
    """Count one submission; whether the sender is still within ``most`` an hour. Each ``scope`` counts its own."""
    key = f"{SALT}.{scope}{sender}"
    cache.add(key, 0, _HOUR)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the hour ended between the two lines
        return True


class LimitedCharField(forms.CharField):
    """Text whose message says how long is too long."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        too_long = ngettext_lazy(
            "Écrivez %(limit_value)d caractère au plus : il y en a %(show_value)d.",
            "Écrivez %(limit_value)d caractères au plus : il y en a %(show_value)d.",
            "limit_value",
        )
        messages = {
            "max_length": too_long,
            "null_characters_not_allowed": _("Ce texte contient un caractère invisible : tapez-le de nouveau."),
            **kwargs.pop("error_messages", {}),
        }
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No ``maxlength``: a browser would cut what is pasted without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class PublicForm(KitForm):
    """The base of such forms. ``sender`` is ``sender_of(request)``; ``submission`` names a valid one, once.

    ``most_an_hour`` of one address, counted with the other forms of its ``scope``.
    """

    most_an_hour = MOST_AN_HOUR
    scope = ""

    website = forms.CharField(required=False, label=_("Ne remplissez pas ce champ"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-proof-bits": BITS}))
    reporter_email = forms.EmailField(
        required=False,
        label=_("Votre courriel"),
        max_length=254,
        help_text=_("Pour vous répondre. Il n’est ni publié ni transmis, et s’efface au bout de douze mois."),
        error_messages={
            "invalid": _("Vérifiez l’adresse : elle ressemble à nom@exemple.fr."),
            "max_length": _("Cette adresse est trop longue."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, sender: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.submission = uuid4()
        self.is_throttled = False
        self.fields["website"].widget.attrs.update(
            {"autocomplete": "off", "tabindex": "-1", "id": "pot", "class": "input"}
        )
        self.initial.setdefault("token", signing.dumps(uuid4().hex, salt=SALT))

    def _post_clean(self) -> None:
        """When the answers are right, refuse robots, then floods; a repeated submission is no new one."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self._check_robot(self.cleaned_data)
        if self.errors or self.is_repeated():
            return
        answers = self.cleaned_data
        if not is_proven(answers["token"], answers["proof"]) and not take_turn_without():
            self.is_throttled = True
            self.add_error(
                None,
                _(
                    "Trop de messages arrivent en ce moment sans preuve qu’une personne les écrit. Envoyez de nouveau "
                    "dans une minute avec JavaScript, dans une heure sans, ou écrivez à l’agence."
                ),
            )
            return
        if not take_turn(self.sender, self.most_an_hour, self.scope):
            self.is_throttled = True
            self.add_error(
                None,
                _(
                    "Plusieurs messages sont déjà partis de votre connexion depuis une heure. "
                    "Attendez une heure, ou écrivez à l’agence."
                ),
            )

    def is_repeated(self) -> bool:
        """Whether this page was sent before: a double click."""
        return bool(ChangeReport.objects.filter(submission=self.submission).exists())

    def _check_robot(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("website"):
            self._renew()
            self.add_error(None, _("Un champ caché a été rempli, sans doute par votre navigateur. Envoyez de nouveau."))
            return
        try:
            token = signing.loads(cleaned.get("token", ""), salt=SALT, max_age=SLOWEST)
            self.submission = UUID(hex=token)
        except (signing.BadSignature, ValueError):
            self._renew()
            self.add_error(None, _("Cette page est restée ouverte trop longtemps. Relisez, puis envoyez de nouveau."))
            return
        if self._is_younger(FASTEST):
            self.add_error(None, _("C’est allé très vite. Relisez, puis envoyez de nouveau."))

    def _is_younger(self, seconds: int) -> bool:
        """Whether the page was opened less than so many seconds ago."""
        try:
            signing.loads(self.cleaned_data["token"], salt=SALT, max_age=seconds)
        except signing.SignatureExpired:
            return False
        return True

    def _renew(self) -> None:
        """Show a new token, and nothing in the hidden field."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("website")] = ""  # type: ignore[index]
        self.data[self.add_prefix("token")] = self.initial["token"]  # type: ignore[index]
        self.data[self.add_prefix("proof")] = ""  # type: ignore[index]
