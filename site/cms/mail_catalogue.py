"""The mails about pages, as the desk and their readers must know of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from mail.catalogue import Case, Letter, Variable, register

PAGES = _("Pages")
_PAGE = Variable("page", "page", _("Le titre de la page"), _("Télétravailler en Lozère"))
_LINK = Variable(
    "lien", "address", _("Le lien vers la page, au bureau"), "/admin/pages/", is_link=True, is_compulsory=True
)
LETTERS = (
    Letter(
        "page_waiting",
        PAGES,
        _("Une page à relire"),
        _("Quand une personne de la rédaction envoie une page à la relecture : pour l’agence."),
        _("Vous recevez ce courriel parce que vous êtes de l’équipe de l’agence."),
        (_PAGE, Variable("auteur", "author", _("Qui l’envoie"), "Camille Fontanes"), _LINK),
    ),
    Letter(
        "page_decided",
        PAGES,
        _("Une page a été relue"),
        _("Quand l’agence approuve une page ou demande un changement : pour qui l’a envoyée."),
        _("Vous recevez ce courriel parce que vous avez envoyé cette page à la relecture."),
        (
            _PAGE,
            Variable(
                "mot",
                "comment",
                _("Ce que l’agence a écrit à cette occasion"),
                _("Ajoutez les horaires : c’est ce qu’on nous demande le plus."),
                is_optional=True,
            ),
            _LINK,
        ),
        (
            Case("approuvee", _("Approuvée"), {"state": WorkflowState.STATUS_APPROVED}),
            Case("changement", _("Changement demandé"), {"state": WorkflowState.STATUS_NEEDS_CHANGES}),
        ),
    ),
)


def announce() -> None:
    """Called when the application is ready."""
    register(*LETTERS)
