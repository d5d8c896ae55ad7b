"""The pages that a visitor can open, each with what makes it worth testing on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.browser.demo_site import DemoSite

PLACE = "PLACE"
"""Stands for the address of a place of the demo, known once the site runs."""

LISTS = {
    "list": "/lieux/",
    "list around a commune": "/lieux/?lieu=Mende&rayon=30",
    "list filtered": "/lieux/?type=coworking&type=telecentre&tri=nom",
    "list widened": "/lieux/?lieu=Meyrueis&rayon=5&q=couture",
    "list of nothing": "/lieux/?q=zzzzzzzz",
    "list with mistakes": "/lieux/?rayon=-3&tri=hasard&type=chateau&page=999999999",
    "list in English": "/en/lieux/",
}
TEXTS = {
    "home": "/",
    "place": PLACE,
    "place, reporting": f"{PLACE}signaler/",
    "place, proposing": "/lieux/proposer/",
    "accessibility": "/accessibilite/",
    "privacy": "/donnees-personnelles/",
    "home in English": "/en/",
}
FORMS = {"place, reporting", "place, proposing"}
"""Pages with a form to post, which may set the cookie that protects it."""
ERRORS = {"nothing here": "/nulle-part/", "no such place": "/lieux/aucun-lieu-de-ce-nom/"}
PAGES = {**TEXTS, **LISTS, **ERRORS}


@dataclass(frozen=True)
class Stop:
    """A page of the directory or of someone's space, as one person of the scene meets it.

    ``path`` may begin with a name of ``Scene.paths``, in capitals; ``who`` is one of ``Scene.sessions``, or nobody.
    ``press`` is the button that, with nothing filled in, shows the page's errors; ``leads`` is how the address ends
    where one is led; ``at`` is the territory whose own address is opened, else the portal's.
    """

    path: str
    who: str = ""
    press: str = ""
    leads: str = ""
    status: int = 200
    is_list: bool = False
    is_long_form: bool = False
    at: str = ""


PLACE_STOPS = {
    name: Stop(path, status=404 if name in ERRORS else 200, is_list=name in LISTS) for name, path in PAGES.items()
}
_SECOND = "/compte/double-authentification/"
STOPS: dict[str, Stop] = {
    **PLACE_STOPS,
    "home of a territory": Stop("/", at="lozere"),
    "page of every block": Stop("/s-installer/teletravailler-en-lozere/", at="lozere"),
    "list of pages": Stop("/s-installer/", at="lozere"),
    "list of pages with mistakes": Stop("/s-installer/?page=deux", at="lozere"),
    "news": Stop("/actualites/", at="lozere"),
    "news of everywhere": Stop("/actualites/"),
    "no news of that year": Stop("/actualites/?annee=1950", at="lozere"),
    "news item": Stop("/actualites/la-filature-ouvre-deux-bureaux-fermes/", at="lozere"),
    "news item with pictures": Stop("/actualites/les-rencontres-du-teletravail-en-images/", at="lozere"),
    "legal notice": Stop("/mentions-legales/", at="lozere"),
    "resources": Stop("/ressources/", at="lozere", is_list=True),
    "resources of everywhere": Stop("/ressources/", is_list=True),
    "resources filtered": Stop("/ressources/?type=guide&theme=pratiques&tri=nom", at="lozere", is_list=True),
    "resources widened": Stop("/ressources/?q=isolement", at="lozere", is_list=True),
    "no resource": Stop("/ressources/?q=zzzzzzzz", at="lozere", is_list=True),
    "resources with mistakes": Stop("/ressources/?type=chateau&tri=pertinence&page=9", at="lozere", is_list=True),
    "resources in English": Stop("/en/ressources/", at="lozere", is_list=True),
    "resource": Stop("/ressources/modele-de-charte/", at="lozere"),
    "agenda": Stop("/agenda/", at="lozere", is_list=True),
    "agenda of a month": Stop("/agenda/?mois=2026-12", at="lozere", is_list=True),
    "agenda filtered": Stop("/agenda/?commune=48095&rayon=50&gratuit=1&genre=atelier", at="lozere", is_list=True),
    "agenda of nothing": Stop("/agenda/?mois=2060-01", at="lozere", is_list=True),
    "agenda of everywhere": Stop("/agenda/?quand=passes", is_list=True),
    "collection of resources": Stop("/ressources/ecrire-sa-charte/", at="lozere"),
    "event": Stop("/agenda/rencontres-du-teletravail/", at="lozere"),
    "registering for an event": Stop(
        "/agenda/rencontres-du-teletravail/inscription/", press="Demander ma place", at="lozere"
    ),
    "registering for what is cancelled": Stop("/agenda/visite-de-l-atelier-de-l-aubrac/inscription/", at="lozere"),
    "registration to be confirmed by mail": Stop("/agenda/rencontres-du-teletravail/inscription/merci/", at="lozere"),
    "registration": Stop("REGISTRATION", at="lozere"),
    "registration to confirm": Stop("REGISTRATION_TO_CONFIRM", at="lozere"),
    "registration that waits": Stop("REGISTRATION_WAITING", at="lozere"),
    "shared cars of an event": Stop("/agenda/rencontres-du-teletravail/covoiturage/", at="lozere"),
    "one's shared car": Stop("RIDE", at="lozere"),
    "writing about a shared car": Stop("WRITE_TO_RIDE", at="lozere"),
    "reporting a shared car": Stop("REPORT_RIDE", at="lozere"),
    "opinion on an event": Stop("OPINION", at="lozere"),
    "event that is cancelled": Stop("/agenda/visite-de-l-atelier-de-l-aubrac/", at="lozere"),
    "event that is over": Stop("/agenda/ecrire-sa-charte-a-plusieurs/", at="lozere"),
    "home of a territory in English": Stop("/en/", at="lozere"),
    "page in English": Stop("/en/accessibilite/", at="lozere"),
    "page that is not translated": Stop("/en/s-installer/teletravailler-en-lozere/", at="lozere"),
    "list of a territory": Stop("/lieux/", at="lozere", is_list=True),
    "people": Stop("/teletravailleurs/", is_list=True),
    "people near a commune": Stop("/teletravailleurs/?lieu=Mende&rayon=30", is_list=True),
    "people filtered": Stop("/teletravailleurs/?statut=freelance&rythme=hybrid&tri=nom", is_list=True),
    "people widened": Stop("/teletravailleurs/?lieu=Meyrueis&rayon=5&q=comptable", is_list=True),
    "no people": Stop("/teletravailleurs/?q=zzzzzzzz", is_list=True),
    "people with mistakes": Stop("/teletravailleurs/?rayon=-3&tri=hasard&statut=roi&page=999999999", is_list=True),
    "people in English": Stop("/en/teletravailleurs/", is_list=True),
    "person": Stop("WORKER"),
    "person who says little": Stop("BARE_WORKER"),
    "no such person": Stop("/teletravailleurs/personne-de-ce-nom/", status=404),
    "joining, person": Stop("/teletravailleurs/inscription/"),
    "businesses": Stop("/entreprises/", is_list=True),
    "businesses near a commune": Stop("/entreprises/?lieu=Mende&rayon=30", is_list=True),
    "businesses filtered": Stop("/entreprises/?secteur=J&tri=nom", is_list=True),
    "no business": Stop("/entreprises/?q=zzzzzzzz", is_list=True),
    "businesses with mistakes": Stop("/entreprises/?rayon=-3&tri=hasard&page=999999999", is_list=True),
    "businesses in English": Stop("/en/entreprises/", is_list=True),
    "business": Stop("BUSINESS"),
    "no such business": Stop("/entreprises/aucune-de-ce-nom/", status=404),
    "joining, business": Stop("/entreprises/inscription/"),
    "search": Stop("/recherche/"),
    "search with results": Stop("/recherche/?q=télétravail", is_list=True),
    "search with a typo": Stop("/recherche/?q=telecnetre", is_list=True),
    "search of nothing": Stop("/recherche/?q=zzzzzzzz"),
    "search of nothing readable": Stop("/recherche/?q=?&genre=nimporte"),
    "search of pages": Stop("/recherche/?q=accessible&genre=pages", is_list=True),
    "search in English": Stop("/en/recherche/?q=coworking", is_list=True),
    "writing to a person": Stop("WRITE_TO_WORKER", press="Envoyer mon message"),
    "writing to a place": Stop("WRITE_TO_PLACE"),
    "message to confirm": Stop("WRITE_TO_PLACEa-confirmer/"),
    "thread by link": Stop("LINK", press="Envoyer ma réponse"),
    "first message, to confirm": Stop("LINK_TO_CONFIRM"),
    "thread, link revoked": Stop("LINK_REVOKED", status=410),
    "thread, link expired": Stop("LINK_EXPIRED", status=410),
    "thread, wrong link": Stop("/contact/fil/nimporte/", status=404),
    "check": Stop("CHECK"),
    "check, answered": Stop("CHECK_DONE"),
    "check, wrong link": Stop("/fiche/nimporte/", status=404),
    "unsubscribing": Stop("UNSUBSCRIBE"),
    "unsubscribing, wrong link": Stop("/courriel/desabonnement/nimporte/", status=404),
    "place proposed, thanks": Stop("/lieux/proposer/merci/"),
    "place reported, thanks": Stop("PLACEsignaler/merci/"),
    "person, reporting": Stop("WORKERsignaler/", press="Signaler ce changement"),
    "person reported, thanks": Stop("WORKERsignaler/merci/"),
    "business, reporting": Stop("BUSINESSsignaler/"),
    "business reported, thanks": Stop("BUSINESSsignaler/merci/"),
    "signing in": Stop("/compte/connexion/", press="Se connecter"),
    "signing up": Stop("/compte/inscription/", press="Créer mon compte"),
    "address to confirm": Stop("/compte/courriel/a-confirmer/"),
    "confirming an address": Stop("CONFIRM_ADDRESS", press="Confirmer cette adresse"),
    "confirming another address": Stop("CONFIRM_CHANGE", "keeper"),
    "confirming an address, wrong link": Stop("/compte/courriel/confirmer/nimporte/"),
    "password forgotten": Stop("/compte/mot-de-passe/oublie/"),
    "password forgotten, sent": Stop("/compte/mot-de-passe/oublie/envoye/"),
    "new password": Stop("RESET", press="Changer le mot de passe", leads="-set-password/"),
    "new password, wrong link": Stop("/compte/mot-de-passe/remplacer/a-nimporte/"),
    "new password, done": Stop("/compte/mot-de-passe/remplace/"),
    "account suspended": Stop("/compte/suspendu/"),
    "account erased": Stop("/compte/efface/"),
    "code of the second factor": Stop(f"{_SECOND}verifier/", "half signed in"),
    "empty space": Stop("/mon-espace/", "newcomer"),
    "no message": Stop("/mon-espace/messages/", "newcomer"),
    "first step, person": Stop("/teletravailleurs/ma-fiche/identite/", "newcomer", "Continuer"),
    "first step, business": Stop("/entreprises/inscription/identite/", "newcomer", "Continuer"),
    "claiming": Stop("CLAIM", "newcomer", "Envoyer ma demande"),
    "invitation": Stop("INVITATION", "invited"),
    "invitation, wrong link": Stop("/mon-espace/invitation/nimporte/", "invited", status=410),
    "invitation to a desk": Stop("DESK_INVITATION", "invited"),
    "invitation to a desk, of someone else": Stop("DESK_INVITATION", "newcomer", status=403),
    "space": Stop("/mon-espace/", "worker"),
    "profile, its state": Stop("MY_PROFILE", "worker"),
    "profile as the public sees it": Stop("/teletravailleurs/ma-fiche/apercu/public/", "worker"),
    "profile as members see it": Stop("/teletravailleurs/ma-fiche/apercu/membres/", "worker"),
    "messages": Stop("/mon-espace/messages/", "worker"),
    "thread, new": Stop("NEW_THREAD", "worker"),
    "thread, talking": Stop("TALKING_THREAD", "worker"),
    "thread, shared": Stop("SHARED_THREAD", "worker"),
    "thread, declined": Stop("DECLINED_THREAD", "worker"),
    "thread, address offered": Stop("OFFERED_THREAD", "worker"),
    "thread, closed": Stop("CLOSED_THREAD", "worker"),
    "draft of a profile": Stop("MY_DRAFT", "beginner"),
    "second step, person": Stop("/teletravailleurs/ma-fiche/metier/", "beginner"),
    "third step, person": Stop("/teletravailleurs/ma-fiche/rythme/", "beginner"),
    "fourth step, person": Stop("/teletravailleurs/ma-fiche/visibilite/", "beginner"),
    "space of a keeper": Stop("/mon-espace/", "keeper"),
    "place, public": Stop("MY_PUBLIC_PLACE", "keeper"),
    "place, preview": Stop("MY_PUBLIC_PLACEapercu/", "keeper"),
    "place, changes asked": Stop("MY_ASKED_PLACE", "keeper"),
    "place, refused": Stop("MY_REFUSED_PLACE", "keeper"),
    "place, put away": Stop("MY_CLOSED_PLACE", "keeper"),
    "place, editing": Stop("MY_PUBLIC_PLACEmodifier/", "keeper", is_long_form=True),
    "place, mending": Stop("MY_ASKED_PLACEmodifier/", "keeper", is_long_form=True),
    "team": Stop("MY_PUBLIC_PLACEequipe/", "keeper", "Envoyer l’invitation"),
    "thread that a colleague answered": Stop("TEAM_THREAD", "keeper"),
    "thread answered for one's team": Stop("TEAM_THREAD", "beginner"),
    "business, its state": Stop("MY_BUSINESS", "owner"),
    "business, preview": Stop("MY_BUSINESSapercu/", "owner"),
    "joining, another business": Stop("/entreprises/inscription/", "owner"),
    "editing a business, identity": Stop("BUSINESS_FORMidentite/", "owner"),
    "editing a business, activity": Stop("BUSINESS_FORMactivite/", "owner"),
    "editing a business, telework": Stop("BUSINESS_FORMteletravail/", "owner"),
    "editing a business, contacts": Stop("BUSINESS_FORMcontacts/", "owner"),
    "account": Stop("/compte/", "secured"),
    "language of the mails": Stop("/compte/langue/", "secured"),
    "address of the account": Stop("/compte/courriel/", "secured"),
    "password": Stop("/compte/mot-de-passe/", "secured"),
    "sessions": Stop("/compte/sessions/", "secured"),
    "my data": Stop("/compte/mes-donnees/", "secured"),
    "erasing": Stop("/compte/mes-donnees/effacer/", "secured", "Effacer mon compte"),
    "signing out": Stop("/compte/deconnexion/", "secured"),
    "second factor": Stop(_SECOND, "secured"),
    "second factor, turning it off": Stop(f"{_SECOND}application/desactiver/", "secured"),
    "second factor, none yet": Stop(f"{_SECOND}application/activer/", "newcomer"),
    "recovery codes": Stop(f"{_SECOND}codes-de-secours/", "secured"),
    "recovery codes, anew": Stop(f"{_SECOND}codes-de-secours/renouveler/", "secured"),
    "passkeys": Stop(f"{_SECOND}cles/", "secured"),
    "passkey, adding": Stop(f"{_SECOND}cles/ajouter/", "newcomer"),
    "passkey, its name": Stop("PASSKEYrenommer/", "secured"),
    "passkey, removing": Stop("PASSKEYretirer/", "secured"),
    "proving who one is": Stop("/compte/confirmer/", "newcomer"),
}
"""Every page that one opens in a browser, and its states worth seeing (``test_browser_addresses.py`` insists)."""

DESK_STOPS: dict[str, Stop] = {
    "an agency's team": Stop("/admin/equipe/", "agency"),
    "the identity of a territory": Stop("/admin/identite/", "agency"),
    "opening a territory": Stop("/admin/territoires/ouvrir/", "admin", press="Voir ce qui sera fait"),
    "the mails of a territory": Stop("MAIL_TEXTS", "agency"),
    "a mail in one's own words, no longer good": Stop(
        "MAIL_TEXTScontact_first/texte/fr/", "agency", press="Enregistrer le texte"
    ),
    "the first page of the desk": Stop("/admin/", "agency"),
    "old addresses of a site": Stop("/admin/adresses/", "agency", press="Ajouter"),
    "links of resources to mend": Stop("/admin/ressources/liens/", "agency"),
    "the guide": Stop("/admin/guide/", "agency"),
    "what an agency reads again": Stop("/admin/relectures/", "agency"),
    "places at the desk": Stop("/admin/lieux/", "agency"),
    "resources at the desk": Stop("/admin/ressources/", "agency"),
    "a mail that is guarded": Stop("MAIL_TEXTSaccount_reset/texte/en/", "agency"),
    "the meetings": Stop("/admin/rencontres/", "agency"),
    "who is registered for a meeting": Stop("MEETINGinscriptions/", "agency"),
    "registering someone": Stop("MEETINGinscriptions/ajouter/", "agency", press="Inscrire"),
    "writing to who is registered": Stop("MEETINGecrire/", "agency"),
    "the day of a meeting": Stop("MEETINGjour/", "agency"),
    "the door of a meeting": Stop("MEETINGaccueil/", "agency"),
    "the report of a meeting": Stop("MEETING_OVERbilan/", "agency"),
    "partners' calendars": Stop("/admin/calendriers/", "agency", press="Ajouter"),
    "events that come back": Stop("/admin/series/", "agency"),
    "having an event come back": Stop("EVENT_AT_THE_DESKrepeter/", "agency"),
    "a copy of an event": Stop("EVENT_AT_THE_DESKdupliquer/", "agency"),
    "the shared cars of an event": Stop("EVENT_AT_THE_DESKcovoiturage/", "agency"),
}
"""Pages of the desk with a template of ours. They weigh what Wagtail weighs."""

THINGS = {
    PLACE: "/lieux/nom/",
    "WORKER": "/teletravailleurs/nom/",
    "BARE_WORKER": "/teletravailleurs/nom/",
    "BUSINESS": "/entreprises/nom/",
    "WRITE_TO_WORKER": "/contact/teletravailleur/nom/",
    "WRITE_TO_PLACE": "/contact/lieu/nom/",
    **dict.fromkeys(("LINK", "LINK_TO_CONFIRM", "LINK_REVOKED", "LINK_EXPIRED"), "/contact/fil/secret/"),
    **dict.fromkeys(("REGISTRATION", "REGISTRATION_TO_CONFIRM", "REGISTRATION_WAITING"), "/agenda/inscription/secret/"),
    "RIDE": "/agenda/covoiturage/secret/",
    "WRITE_TO_RIDE": "/agenda/nom/covoiturage/1/ecrire/",
    "REPORT_RIDE": "/agenda/nom/covoiturage/1/signaler/",
    "OPINION": "/agenda/avis/secret/",
    **dict.fromkeys(("MEETING", "MEETING_OVER"), "/admin/rencontres/1/"),
    "EVENT_AT_THE_DESK": "/admin/rendez-vous/1/",
    "CHECK": "/fiche/secret/",
    "CHECK_DONE": "/fiche/secret/",
    "UNSUBSCRIBE": "/courriel/desabonnement/secret/",
    **dict.fromkeys(("CONFIRM_ADDRESS", "CONFIRM_CHANGE"), "/compte/courriel/confirmer/secret/"),
    "RESET": "/compte/mot-de-passe/remplacer/1-secret/",
    "CLAIM": "/mon-espace/revendiquer/lieu/1/",
    "INVITATION": "/mon-espace/invitation/secret/",
    "DESK_INVITATION": "/mon-espace/agence/secret/",
    "MAIL_TEXTS": "/admin/courriels/textes/1/",
    "MY_PROFILE": "/mon-espace/teletravailleur/1/",
    "MY_DRAFT": "/mon-espace/teletravailleur/1/",
    **{f"MY_{state}_PLACE": "/mon-espace/lieu/1/" for state in ("PUBLIC", "ASKED", "REFUSED", "CLOSED")},
    "MY_BUSINESS": "/mon-espace/entreprise/1/",
    "BUSINESS_FORM": "/entreprises/fiche/1/",
    **{
        f"{state}_THREAD": "/mon-espace/messages/1/"
        for state in ("NEW", "TALKING", "SHARED", "DECLINED", "OFFERED", "CLOSED", "TEAM")
    },
    "PASSKEY": f"{_SECOND}cles/1/",
}
"""What ``Scene.paths`` names, each with an address of the same pattern, to be known without a site that runs."""


def filled(path: str, paths: dict[str, str]) -> str:
    """A path of ``STOPS`` with the address that its name stands for."""
    name = re.match(r"[A-Z_]*", path)
    assert name
    return paths[name[0]] + path[name.end() :] if name[0] else path


def address_at(url: str, territory: str) -> str:
    """The origin of a territory's site in the demo served at ``url``; ``url`` itself for the portal."""
    return url.replace("127.0.0.1", f"{territory}.localhost") if territory else url


def resolve(path: str, site: DemoSite) -> str:
    """The real address of a page: the first place of the list stands for all of them."""
    if PLACE not in path:
        return path
    match = re.search(r'href="(/lieux/(?!proposer)[a-z0-9-]+/)"', site.get("/lieux/?tri=nom"))
    assert match, "The list of the demo shows no place."
    return path.replace(PLACE, match.group(1))
