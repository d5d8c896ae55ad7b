"""A busy day on the demo: people in every situation, made inside the site by its own verbs, with the links they hold.

``python -m tests.browser.scene`` runs in the site's environment and prints a line of JSON (``Scene``): sessions that
are signed in, so that no page has to pass the sign-in form, and the address of each thing. The demo's own people are
left alone.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from tests.browser.demo_site import ROOT, DemoSite

LONG_NAME = "Marie-Antoinette de Châteauneuf-Randon du Tournel"
LONG_BUSINESS = "Société coopérative d’intérêt collectif des ateliers numériques et paysagers du Gévaudan"
PASSWORD = "une phrase de quatre mots"
_BROWSER = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
)
LONG = 3600
"""Seconds that a proof of who one is holds beyond its time: as long as the tests last."""
PRESENTATION = (
    "Je tiens la comptabilité de petites structures : associations, fermes, ateliers. Tout se fait à distance, "
    "avec un rendez-vous par mois à Mende ou chez vous.\n\nAvant, dix ans dans un cabinet de Montpellier."
)


@dataclass
class Scene:
    """Session keys by person, and addresses by the name that ``addresses.py`` gives them."""

    sessions: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def make_scene(site: DemoSite) -> Scene:
    """Play the scene on a running site. Raises ``CalledProcessError``, with what was said on the error output."""
    command = [sys.executable, "-m", "tests.browser.scene"]
    done = subprocess.run(command, env=site.environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise AssertionError(done.stderr)
    return Scene(**json.loads(done.stdout.splitlines()[-1]))


def play() -> Scene:
    """Make everything, in the order in which it happens."""
    scene = Scene()
    people = _people(scene)
    _profiles(scene, people)
    _places(scene, people)
    _business(scene, people)
    _conversations(scene, people)
    _invitations(scene, people)
    _registrations(scene)
    _links()
    _mails(scene, people)
    _second_factors(scene, people)
    return scene


def _people(scene: Scene) -> dict[str, Any]:
    from django.contrib.auth import get_user_model

    from listings.moderators import Moderator

    people = {name: _user(name) for name in ("newcomer", "worker", "beginner", "keeper", "owner", "secured", "invited")}
    # Tests before this one may have invited others: the first is the demo's.
    people["agency"] = Moderator.objects.filter(territory__slug="lozere").order_by("pk")[0].user
    people["admin"] = get_user_model().objects.get(email="admin@demo.example")
    for name, user in people.items():
        scene.sessions[name] = _session(user)
    return people


def _user(name: str) -> Any:
    from django.contrib.auth import get_user_model

    from accounts.actions import vouch_for_address

    user = get_user_model().objects.create_user(f"{name}-{uuid4().hex[:6]}@exemple.fr", PASSWORD)
    vouch_for_address(user)
    return user


def _session(user: Any) -> str:
    """A session of theirs whose password counts as just given, so that no page asks for it again."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
    from allauth.usersessions.models import UserSession
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, method="password", reauthenticated=True)
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] += LONG
    session.save()
    UserSession.objects.create(user=user, session_key=session.session_key, ip="192.0.2.7", user_agent=_BROWSER)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _profiles(scene: Scene, people: dict[str, Any]) -> None:
    """One public with a long history and changes that wait, another barely begun."""
    from directory.models import RemoteWorker
    from directory.workers.actions import draft_of, keep
    from listings.checks import CheckRound
    from listings.freshness import path_of
    from listings.publishing import mark_checked
    from listings.reviewing import decide, submit, withdraw
    from listings.reviews import ReviewState
    from places.models import Place
    from tests.factories.workers import make_worker, worker_draft

    places = list(Place.objects.published().order_by("pk")[:2])
    worker = make_worker(
        people["worker"],
        display_name=LONG_NAME,
        headline="Expert-comptable indépendante pour les associations et l’économie sociale et solidaire",
        presentation=PRESENTATION,
        status="freelance",
        employer="Cabinet des Hautes Terres",
        job_family="M12",
        modes=("hybrid",),
        remote_days=4,
        contracts=("freelance", "umbrella"),
        availability="later",
        available_from=localdate() + timedelta(days=40),
        available_days=3,
        languages=("fr", "en", "oc"),
        links=["https://comptes.exemple.fr/une-page-au-nom-particulierement-long/presentation-complete-2026"],
        travel_radius=50,
        skills=["Comptabilité analytique", "Paie", "Économie sociale et solidaire", "Logiciels libres"],
        sectors=("S", "M", "A"),
        places=places,
        email="comptes@exemple.fr",
        phone="+33465710101",
        audiences={"email": "members", "meeting_places": "everyone"},
    )
    agency = people["agency"]

    def changed(headline: str) -> Any:
        draft = draft_of(RemoteWorker.objects.get(pk=worker.pk))
        draft.headline = headline
        keep(draft, people["worker"])
        return submit(RemoteWorker.objects.get(pk=worker.pk), people["worker"])

    decide(changed("Comptable"), agency, ReviewState.CHANGES, "Dites aussi pour quelles structures vous travaillez.")
    withdraw(changed("Comptable pour les associations"), people["worker"])
    decide(
        changed("Gagnez de l’argent vite"), agency, ReviewState.REFUSED, "Cette phrase est une annonce.", "advertising"
    )
    decide(changed("Expert-comptable indépendante pour les associations"), agency, ReviewState.APPROVED)
    row = RemoteWorker.objects.get(pk=worker.pk)
    check = CheckRound(owner=people["worker"])
    check.listing = row
    check.save()
    scene.paths["CHECK"] = path_of(check)
    changed("Expert-comptable, surtout pour les associations")
    scene.paths.update(WORKER=worker.get_absolute_url(), MY_PROFILE=f"/mon-espace/{_slug(worker)}/{worker.pk}/")

    plain = worker_draft(people["beginner"], display_name="Li", headline="graphiste")
    scene.paths["MY_DRAFT"] = f"/mon-espace/{_slug(plain)}/{plain.pk}/"
    other = make_worker(_user("paul"), display_name="Paul Astruc (fictif)", headline="cartographe")
    answered = CheckRound(owner=other.owner)
    answered.listing = other
    answered.save()
    mark_checked(other, other.owner)
    scene.paths.update(CHECK_DONE=path_of(answered), BARE_WORKER=other.get_absolute_url())


def _registrations(scene: Scene) -> None:
    """For the events of the demo: confirmed, waiting, and one whose mail has just left."""
    from agenda.models import EventPage, OpinionAsk, Registration, Ride, Seats
    from agenda.registering.actions import Wish, register

    event = EventPage.objects.get(slug="rencontres-du-teletravail", locale__language_code="fr")
    seats = Seats.objects.of_event(event).get(mode="online")
    asked = register(event, f"scene-{uuid4().hex[:6]}@demo.example", Wish(seats.pk, "Zoé Canari"), uuid4())
    rows = {
        "REGISTRATION": Registration.objects.filter(event=event, state="confirmed").order_by("pk")[0],
        "REGISTRATION_TO_CONFIRM": asked,
        "REGISTRATION_WAITING": Registration.objects.waiting()[0],
    }
    scene.paths.update({name: f"/agenda/inscription/{row.token}/" for name, row in rows.items()})
    ride = Ride.objects.published().of_event(event).order_by("pk")[0]
    over = EventPage.objects.get(slug="ecrire-sa-charte-a-plusieurs", locale__language_code="fr")
    came = Registration.objects.filter(event=over, state="confirmed").order_by("pk")[0]
    ask, _is_new = OpinionAsk.objects.get_or_create(registration=came)
    scene.paths.update(
        RIDE=f"/agenda/covoiturage/{ride.token}/",
        WRITE_TO_RIDE=f"/agenda/{event.slug}/covoiturage/{ride.pk}/ecrire/",
        REPORT_RIDE=f"/agenda/{event.slug}/covoiturage/{ride.pk}/signaler/",
        OPINION=f"/agenda/avis/{ask.token}/",
        MEETING=f"/admin/rencontres/{event.pk}/",
        MEETING_OVER=f"/admin/rencontres/{over.pk}/",
        EVENT_AT_THE_DESK=f"/admin/rendez-vous/{event.pk}/",
    )


def _slug_of_its_own() -> str:
    return f"lieu-fictif-{uuid4().hex[:8]}"


def _slug(listing: Any) -> str:
    from listings.kinds import kind_of

    return kind_of(listing).slug


def _places(scene: Scene, people: dict[str, Any]) -> None:
    """Of one keeper: public, with a change asked, refused, put away; and one that nobody holds."""
    from listings.archives import ArchiveReason
    from listings.archiving import archive
    from listings.contact.reach import contact_url
    from listings.reviewing import decide
    from listings.reviews import ReviewState
    from places.models import Place
    from tests.factories.places import make_place
    from tests.factories.reviews import make_held_place, make_review

    keeper, agency = people["keeper"], people["agency"]
    public = make_place(
        slug=_slug_of_its_own(),
        name="Le Grand Atelier partagé de la Vallée (fictif)",
        owner=keeper,
        summary="Douze postes.",
    )
    asked = make_review(make_held_place(slug=_slug_of_its_own(), owner=keeper, name="La Remise (fictive)"))
    words = "Ajoutez les horaires, et le prix d’une journée : ce sont les deux questions que l’on nous pose."
    decide(asked, agency, ReviewState.CHANGES, words, asked=["opening_hours", "price_day", "services", "photos"])
    refused = make_review(make_held_place(slug=_slug_of_its_own(), owner=keeper, name="Bureau privé (fictif)"))
    decide(refused, agency, ReviewState.REFUSED, "Ce bureau n’est ouvert à personne d’autre.", "off_topic")
    closed = make_place(slug=_slug_of_its_own(), name="L’Ancienne Poste (fictive)", owner=keeper)
    archive(closed, keeper, ArchiveReason.LEFT)
    scene.paths["PLACE"] = Place.objects.get(source_id="la-filature").get_absolute_url()
    orphan = make_place(slug=_slug_of_its_own(), name="La Ruche (fictive)", email="ruche@exemple.fr")
    held: dict[str, Any] = {"PUBLIC": public, "ASKED": asked.listing, "REFUSED": refused.listing, "CLOSED": closed}
    for name, place in held.items():
        scene.paths[f"MY_{name}_PLACE"] = f"/mon-espace/{_slug(place)}/{place.pk}/"
    scene.paths["CLAIM"] = f"/mon-espace/revendiquer/{_slug(orphan)}/{orphan.pk}/"
    scene.paths["WRITE_TO_PLACE"] = contact_url(orphan)


def _business(scene: Scene, people: dict[str, Any]) -> None:
    from directory.synthetic_businesses import fictional_siret
    from tests.factories.directory_businesses import make_business

    siret = fictional_siret(80_000_000 + uuid4().int % 1_000_000)
    business = make_business(
        name=LONG_BUSINESS,
        slug=f"scic-du-gevaudan-{uuid4().hex[:6]}",
        owner=people["owner"],
        headline="Nous dessinons des jardins et des logiciels, à parts égales.",
        presentation=PRESENTATION,
        activity="62.01Z",
        sector="J",
        size="pme",
        website="https://scic.exemple.fr/",
        modes=("hybrid", "full_remote"),
        remote_days=3,
        agreement="charter",
        agreement_date=date(2024, 3, 1),
        hires_remotely=True,
        hires_what="Développeuses et développeurs, paysagistes",
        siret=siret,
        register_entry={"siret": siret, "activity": "62.02A", "size": "eti", "name": "SCIC DU GEVAUDAN"},
        register_state="active",
        register_checked_on=localdate(),
    )
    scene.paths.update(
        BUSINESS=business.get_absolute_url(),
        MY_BUSINESS=f"/mon-espace/{_slug(business)}/{business.pk}/",
        BUSINESS_FORM=f"/entreprises/fiche/{business.pk}/",
    )


def _conversations(scene: Scene, people: dict[str, Any]) -> None:
    """One in each state, all with the same worker; by account and by link."""
    from directory.models import RemoteWorker
    from listings.contact import actions
    from listings.contact.links import make_link, revoke_links
    from listings.contact.models import ContactLink, Side, State
    from listings.contact.reach import contact_url
    from tests.factories.contact import write_to

    worker = RemoteWorker.objects.get(owner=people["worker"])

    def first(**fields: Any) -> Any:
        return write_to(worker, account=fields.pop("account", None) or _user("writer"), **fields)

    long = "Bonjour,\n\n" + "Nous cherchons quelqu’un pour nos comptes, deux jours par mois. " * 6
    new = first(account=people["owner"], text=long, wanted_by=localdate() + timedelta(days=30))
    talking = actions.answer(first(), State.INTERESTED, uuid4(), text="Avec plaisir : appelons-nous mardi.")
    actions.say(talking, Side.SENDER, "Mardi à neuf heures, alors.", uuid4())
    shared = actions.answer(first(subject="Une " + "très " * 12 + "longue question"), State.INTERESTED, uuid4())
    actions.share(shared, Side.SENDER)
    actions.share(shared, Side.RECIPIENT)
    declined = actions.answer(first(), State.DECLINED, uuid4(), "full", "Plus tard, peut-être.")
    offered = actions.answer(first(), State.OPEN, uuid4(), text="De quelle taille est votre association ?")
    actions.share(offered, Side.SENDER)
    closed = first()
    actions.close(closed, Side.SENDER)
    for name, row in {
        "NEW": new,
        "TALKING": talking,
        "SHARED": shared,
        "DECLINED": declined,
        "OFFERED": offered,
        "CLOSED": closed,
    }.items():
        scene.paths[f"{name}_THREAD"] = f"/mon-espace/messages/{row.pk}/"
    asleep = write_to(worker, email=f"visiteur-{uuid4().hex[:6]}@exemple.fr")
    reported = first()
    actions.report(reported, Side.RECIPIENT, "Ce message est une publicité.")
    scene.paths["LINK"] = _path(make_link(new, Side.RECIPIENT))
    scene.paths["LINK_TO_CONFIRM"] = _path(make_link(asleep, Side.SENDER))
    scene.paths["LINK_REVOKED"] = _path(make_link(declined, Side.RECIPIENT))
    revoke_links(declined, Side.RECIPIENT)
    scene.paths["LINK_EXPIRED"] = _path(make_link(closed, Side.RECIPIENT))
    ContactLink.objects.filter(conversation=closed, side=Side.RECIPIENT).update(
        expires_at=talking.created_at - timedelta(days=1)
    )
    scene.paths["WRITE_TO_WORKER"] = contact_url(worker)


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def _mailed(to: str, part: str) -> str:
    """The path of a link of the last mail to someone."""
    from mail.models import OutgoingMail

    mail = OutgoingMail.objects.filter(to=to).order_by("-pk")[0]
    return _path(next(word for word in mail.text.split() if part in word))


def _invitations(scene: Scene, people: dict[str, Any]) -> None:
    from django.contrib.contenttypes.models import ContentType

    from cms.models import MailText
    from geography.models import Territory
    from listings.agency_teams import invite_agent
    from listings.contact import actions
    from listings.contact.models import Side, State
    from listings.teaming import invite
    from listings.teams import TeamMember
    from places.models import Place
    from tests.factories.contact import write_to

    place = Place.objects.published().filter(owner=people["keeper"]).first()
    invite(place, people["keeper"], people["invited"].email)
    scene.paths["INVITATION"] = _mailed(people["invited"].email, "/invitation/")
    TeamMember.objects.create(
        content_type=ContentType.objects.get_for_model(place), object_id=place.pk, user=people["beginner"]
    )
    row = write_to(place, account=_user("writer"))
    actions.answer(row, State.INTERESTED, uuid4(), text="Venez mardi.", colleague=people["beginner"])
    actions.share(row, Side.SENDER)
    actions.share(row, Side.RECIPIENT, people["beginner"])
    scene.paths["TEAM_THREAD"] = f"/mon-espace/messages/{row.pk}/"
    lozere = Territory.objects.get(slug="lozere")
    invite_agent(lozere, people["agency"], people["invited"].email)
    scene.paths["DESK_INVITATION"] = _mailed(people["invited"].email, "/agence/")
    scene.paths["MAIL_TEXTS"] = f"/admin/courriels/textes/{lozere.pk}/"
    words = {"subject": "Un mot", "body": "Bonjour {prénom},\n\n{lien}", "original": "Un autre"}
    MailText.objects.create(territory=lozere, template="contact_first", case="texte", language="fr", **words)


def _links() -> None:
    """A link of a resource that is dead."""
    from django.utils import timezone

    from cms.models import CheckedLink
    from cms.resources.link_checks import record
    from cms.resources.link_client import Look, Reason

    url = "https://droit.hameau.example/l1222-9"
    link = CheckedLink.objects.create(url=url)
    for days in (3, 2, 1):
        record(link, Look(False, Reason.GONE), timezone.now() - timedelta(days=days))


def _mails(scene: Scene, people: dict[str, Any]) -> None:
    """What the mails of an account lead to, and of the others to refuse them."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str
    from django.urls import reverse

    from listings.freshness import KIND
    from mail.unsubscribing import unsubscribe_url

    user = people["newcomer"]
    reset = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    scene.paths["RESET"] = reverse("account_reset_password_from_key", args=reset)
    # Not the newcomer: who has an address to confirm may not add a second factor.
    changed = EmailAddress.objects.create(user=people["keeper"], email=f"changed-{uuid4().hex[:6]}@exemple.fr")
    first = EmailAddress.objects.get(user=_user("unsure"))
    EmailAddress.objects.filter(pk=first.pk).update(verified=False)
    for name, address in {"CONFIRM_ADDRESS": first, "CONFIRM_CHANGE": changed}.items():
        scene.paths[name] = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    scene.paths["UNSUBSCRIBE"] = _path(unsubscribe_url("personne@exemple.fr", KIND))


def _second_factors(scene: Scene, people: dict[str, Any]) -> None:
    """Someone with an application of codes, recovery codes and a passkey; someone else who has yet to give a code."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    user, other = people["secured"], _user("half")
    for each in (user, other):
        TOTP.activate(each, generate_totp_secret())
        RecoveryCodes.activate(each)
    client = Client(SERVER_NAME="127.0.0.1")
    client.post(reverse("account_login"), {"login": other.email, "password": PASSWORD})
    scene.sessions["half signed in"] = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Téléphone", "credential": {}})
    scene.paths["PASSKEY"] = f"/compte/double-authentification/cles/{key.pk}/"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        sys.stdout.write(json.dumps(asdict(play())))
