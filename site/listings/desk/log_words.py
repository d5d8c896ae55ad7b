"""How the history of a listing tells what is not Wagtail's own: the act, where to, the reason and the words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from listings.archives import ArchiveReason
from listings.archiving import ARCHIVED, MOVED, RESTORED
from listings.merging import MERGED
from listings.offer_ends import DECLINED, TAKEN_BACK
from listings.offering import OFFERED
from listings.publishing import CHECKED, LAPSED, RETURNED
from listings.reviewing import ACTIONS, SUBMITTED
from listings.reviews import RefusalReason, ReviewState
from listings.teaming import CLAIMED, JOINED, LEFT

REASONS: dict[str, dict[Any, Any]] = {
    ARCHIVED: dict(ArchiveReason.choices),
    ACTIONS[ReviewState.REFUSED]: dict(RefusalReason.choices),
}
"""What the reasons of an act are called."""
WORDS = (
    (CHECKED, _("Vérifier"), _("Vérifié")),
    (LAPSED, _("Retirer des listes"), _("A quitté les listes, faute de confirmation")),
    (RETURNED, _("Remettre dans les listes"), _("Revenu dans les listes, confirmé")),
    (SUBMITTED, _("Envoyer à la relecture"), _("Envoyé à la relecture")),
    (ACTIONS[ReviewState.APPROVED], _("Accepter"), _("Accepté")),
    (ACTIONS[ReviewState.CHANGES], _("Demander une modification"), _("Modification demandée")),
    (ACTIONS[ReviewState.REFUSED], _("Refuser"), _("Refusé")),
    (ACTIONS[ReviewState.WITHDRAWN], _("Reprendre"), _("Repris avant la relecture")),
    (ARCHIVED, _("Archiver"), _("Archivé")),
    (RESTORED, _("Ressortir des archives"), _("Ressorti des archives")),
    (MERGED, _("Réunir"), _("Réuni avec une autre fiche")),
    (MOVED, _("Déplacer"), _("Déplacé dans une autre commune")),
    (OFFERED, _("Proposer à une autre agence"), _("Proposé à une autre agence")),
    (DECLINED, _("Décliner"), _("Décliné par l’autre agence")),
    (TAKEN_BACK, _("Reprendre une proposition"), _("N’est plus proposé à l’autre agence")),
    (JOINED, _("Rejoindre l’équipe"), _("Une personne a rejoint l’équipe")),
    (LEFT, _("Quitter l’équipe"), _("Une personne a quitté l’équipe")),
    (CLAIMED, _("Confier"), _("Confié à une personne")),
)


class ToldFormatter(LogFormatter):  # type: ignore[misc]
    """An act, with where it leads and why, as whoever did it said."""

    def format_message(self, log_entry: Any) -> str:
        """« Proposé à une autre agence : Millau »."""
        destination = (log_entry.data or {}).get("to", "")
        told = {"act": self.message, "commune": destination}
        return gettext("%(act)s : %(commune)s") % told if destination else str(self.message)

    def format_comment(self, log_entry: Any) -> str:
        """The reason and the words: to who holds the listing, or from one agency to another."""
        said = log_entry.data or {}
        reason = REASONS.get(log_entry.action, {}).get(said.get("reason"), "")
        words = (str(reason), said.get("comment", ""), said.get("note", ""))
        return " – ".join(part.strip() for part in words if part.strip())


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_log_actions(actions: Any) -> None:
    """Make them known to Wagtail."""
    for action, label, past in WORDS:
        actions.register_action(action)(type("_Told", (ToldFormatter,), {"label": label, "message": past}))
