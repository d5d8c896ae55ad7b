"""The mails about listings, teams and agencies, as the desk and their readers must know of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from listings.offers import OfferState
from listings.reviews import ReviewState
from mail.catalogue import Case, Letter, Variable, register

LISTINGS, TEAMS = _("Fiches"), _("Équipes et agences")
_HOLDER = _("Vous recevez ce courriel parce que vous tenez cette fiche.")
_AGENT = _("Vous recevez ce courriel parce que vous êtes de l’équipe de l’agence.")
_INVITED = _("Vous recevez ce courriel parce qu’une personne a donné cette adresse pour vous inviter.")
NAME = Variable("fiche", "listing", _("Le nom de la fiche"), "Le Grenier partagé")
COMMUNE = Variable("commune", "commune", _("La commune de la fiche"), "Florac Trois Rivières")
AGENCY = Variable("agence", "agency", _("Le nom de l’agence"), "", is_optional=True)
WORDS = Variable(
    "mot",
    "comment",
    _("Ce que l’agence a écrit à cette occasion"),
    _("Précisez les jours d’ouverture : c’est ce qu’on nous demande le plus."),
    is_optional=True,
)
NEEDED_WORDS = Variable(WORDS.name, WORDS.source, WORDS.meaning, WORDS.sample, is_optional=True, is_compulsory=True)
AUTHOR = Variable("auteur", "author", _("Qui l’envoie"), "Camille Fontanes")
_SPACE = _("Le lien vers la fiche, dans l’espace de la personne")


def _link(source: str = "address", meaning: Any = _SPACE, path: str = "/mon-espace/") -> Variable:
    return Variable("lien", source, meaning, path, is_link=True, is_compulsory=True)


_DESK = _link("address", _("Le lien vers la page du bureau où répondre"), "/admin/")
REVIEWS = (
    Letter(
        "review_submitted",
        LISTINGS,
        _("Une fiche est arrivée"),
        _("Quand une personne envoie sa fiche à la relecture : pour elle."),
        _HOLDER,
        (
            NAME,
            Variable("relecteur", "reader", _("Qui la relit"), _("L’agence du territoire")),
            Variable(
                "entre-temps",
                "meanwhile",
                _("Ce qui est public pendant la relecture"),
                _("Rien n’est public avant sa décision."),
            ),
            _link(),
        ),
    ),
    Letter(
        "review_waiting",
        LISTINGS,
        _("Une fiche à relire"),
        _("Quand une personne envoie sa fiche à la relecture : pour l’agence."),
        _AGENT,
        (NAME, COMMUNE, AUTHOR, _DESK),
        (
            Case("new", _("Une nouvelle fiche"), {"is_public": False}),
            Case("public", _("Une fiche déjà en ligne"), {"is_public": True}),
        ),
    ),
    Letter(
        "review_decided",
        LISTINGS,
        _("La décision sur une fiche"),
        _("Quand l’agence a relu une fiche."),
        _HOLDER,
        (
            NAME,
            Variable("motif", "reason", _("Pourquoi elle est refusée"), _("Ce n’est pas un lieu de travail")),
            NEEDED_WORDS,
            Variable(
                "points",
                "asked",
                _("Les champs à revoir, un par ligne"),
                _("- Horaires\n- Équipements"),
                is_optional=True,
                is_compulsory=True,
            ),
            Variable(
                "en ligne",
                "kept",
                _("Si une version reste en ligne"),
                _("La version qui était en ligne le reste."),
                is_optional=True,
            ),
            _link(),
            AGENCY,
        ),
        (
            Case("approved", _("Publiée"), {"state": ReviewState.APPROVED, "kept": ""}),
            Case("changes", _("Une modification est demandée"), {"state": ReviewState.CHANGES}),
            Case("refused", _("Refusée"), {"state": ReviewState.REFUSED}),
        ),
    ),
)
LIVES = (
    Letter(
        "listing_check",
        LISTINGS,
        _("La fiche est-elle encore exacte ?"),
        _("Quand une fiche n’a pas été vérifiée depuis longtemps, puis pour le rappeler."),
        _HOLDER,
        (
            NAME,
            COMMUNE,
            Variable(
                "vérification", "checked", _("Depuis quand elle est vérifiée"), _("Elle n’a pas encore été vérifiée.")
            ),
            Variable("date", "next_on", _("Le jour de l’étape suivante"), _("24 décembre 2026")),
            _link("link", _("Le lien qui confirme la fiche, sans se connecter"), "/verifier/exemple/"),
            Variable("lien de modification", "edit_link", _("Le lien qui la modifie"), "/mon-espace/", is_link=True),
        ),
        (
            Case("asked", _("La première demande"), {"step": "ASKED"}),
            Case("reminded", _("Le rappel"), {"step": "REMINDED"}),
            Case("to_confirm", _("Le second rappel"), {"step": "TO_CONFIRM"}),
            Case("lapsed", _("La fiche a quitté les listes"), {"step": "LAPSED"}),
        ),
    ),
    Letter(
        "listing_moved",
        LISTINGS,
        _("Une fiche a changé de commune"),
        _("Quand l’agence, ou une personne de l’équipe, change la commune d’une fiche."),
        _HOLDER,
        (
            NAME,
            COMMUNE,
            Variable("ancienne commune", "origin", _("Où elle était"), "Mende"),
            Variable(
                "reprise",
                "taken_over",
                _("Quelle autre agence s’en occupe"),
                _("Une autre agence s’en occupe désormais."),
                is_optional=True,
            ),
            Variable(
                "suite", "kept", _("Ce que devient la fiche"), _("Elle reste en ligne, avec tout ce qu’elle dit.")
            ),
            _link(),
            AGENCY,
        ),
    ),
    Letter(
        "listing_taken_off",
        LISTINGS,
        _("Une fiche n’est plus en ligne"),
        _("Quand l’agence, ou une personne de l’équipe, retire ou archive une fiche."),
        _HOLDER,
        (
            NAME,
            Variable(
                "geste",
                "done",
                _("Qui a fait quoi"),
                _("L’agence a retiré votre fiche « Le Grenier partagé » du site."),
            ),
            Variable("motif", "reason", _("Pourquoi"), _("Le lieu a fermé"), is_optional=True),
            WORDS,
            Variable(
                "suite",
                "next_step",
                _("Ce que la personne peut faire"),
                _("Vous pouvez la changer, puis l’envoyer de nouveau."),
            ),
            _link(),
            AGENCY,
        ),
        (
            Case("live", _("Elle était en ligne"), {"was_live": True}),
            Case("draft", _("Elle n’était pas en ligne"), {"was_live": False}),
        ),
    ),
    Letter(
        "listing_restored",
        LISTINGS,
        _("Une fiche sort des archives"),
        _("Quand l’agence, ou une personne de l’équipe, ressort une fiche."),
        _HOLDER,
        (NAME, _link(), AGENCY),
        (
            Case("agency", _("Par l’agence"), {"by_agency": True}),
            Case("team", _("Par une personne de l’équipe"), {"by_agency": False, "agency": ""}),
        ),
    ),
)
CLAIMS = (
    Letter(
        "claim_waiting",
        TEAMS,
        _("Quelqu’un demande à tenir une fiche"),
        _("Quand une personne dit qu’une fiche est la sienne : pour l’agence."),
        _AGENT,
        (
            NAME,
            COMMUNE,
            AUTHOR,
            Variable(
                "message",
                "message",
                _("Ce que la personne a écrit"),
                _("J’anime ce lieu depuis son ouverture, avec deux bénévoles."),
                is_compulsory=True,
            ),
            _DESK,
        ),
    ),
    Letter(
        "claim_decided",
        TEAMS,
        _("La réponse à qui demande une fiche"),
        _("Quand l’agence a vérifié qui tient une fiche."),
        _("Vous recevez ce courriel parce que vous avez demandé à tenir cette fiche."),
        (NAME, NEEDED_WORDS, _link(), AGENCY),
        (
            Case("accepted", _("Acceptée"), {"accepted": True, "comment": ""}),
            Case("refused", _("Refusée"), {"accepted": False}),
        ),
    ),
    Letter(
        "team_invitation",
        TEAMS,
        _("Invitation à tenir une fiche"),
        _("Quand la personne qui tient une fiche invite un ou une collègue."),
        _INVITED,
        (
            Variable("personne", "inviter", _("Qui invite"), "Camille Fontanes"),
            NAME,
            _link("address", _("Le lien secret de l’invitation"), "/mon-espace/invitation/exemple/"),
        ),
        (Case(flags={"days": 14}),),
        is_guarded=True,
    ),
    Letter(
        "desk_invitation",
        TEAMS,
        _("Invitation dans l’équipe de l’agence"),
        _("Quand une personne responsable de l’équipe en invite une autre."),
        _INVITED,
        (
            Variable("personne", "inviter", _("Qui invite"), "Camille Fontanes"),
            Variable("agence", "agency", _("Le nom de l’agence"), ""),
            _link("address", _("Le lien secret de l’invitation"), "/mon-espace/agence/exemple/"),
        ),
        (Case(flags={"days": 7, "mission": _("écrire les pages du site de Lozère, que l’agence relit et publie")}),),
        is_guarded=True,
    ),
)
_THEIRS = Variable("agence", "from_agency", _("L’agence qui propose la fiche"), _("L’agence voisine"))
_OURS = Variable("agence destinataire", "to_agency", _("L’agence à qui elle est proposée"), _("L’agence d’ici"))
_FROM = Variable("commune de départ", "origin", _("Où elle est"), "Florac Trois Rivières")
_TO = Variable("commune d’arrivée", "destination", _("Où elle irait"), "Millau")
OFFERS = (
    Letter(
        "offer_waiting",
        TEAMS,
        _("Une agence propose une fiche"),
        _("Quand une autre agence propose une fiche à la vôtre."),
        _AGENT,
        (
            NAME,
            _THEIRS,
            _FROM,
            _TO,
            Variable(
                "message",
                "message",
                _("Ce que l’autre agence a écrit"),
                _("Le lieu vient de déménager chez vous."),
                is_compulsory=True,
            ),
            _DESK,
        ),
    ),
    Letter(
        "offer_ended",
        TEAMS,
        _("La fin d’une proposition entre agences"),
        _("Quand l’autre agence a répondu, ou repris sa proposition."),
        _AGENT,
        (NAME, _THEIRS, _OURS, _FROM, _TO, WORDS, _DESK),
        (
            Case("accepted", _("Acceptée"), {"state": OfferState.ACCEPTED}),
            Case("declined", _("Déclinée"), {"state": OfferState.DECLINED}),
            Case("withdrawn", _("Reprise"), {"state": OfferState.WITHDRAWN}),
        ),
    ),
)


def announce() -> None:
    """Tell ``mail.catalogue`` of them."""
    register(*REVIEWS, *LIVES, *CLAIMS, *OFFERS)
