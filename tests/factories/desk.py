"""Two agencies on one desk: everything that a desk may hold of each, every word of one of them a canary."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    UploadedFile,
)
from wagtail_localize.models import OverridableSegment, Translation, TranslationSource

from accounts.models import User
from agenda.models import CalendarAddress, ImportedEvent, Ride, Series, SeriesDate
from agenda.series.rules import rule_of
from cms.actions import open_desk, open_site
from cms.models import CheckedLink, File, MailText, Picture, SiteTerritory, StandardPage
from cms.resources.vocabulary import LinkState
from cms.translating import english
from geography.models import Commune, Territory
from listings.actions import appoint_writer
from listings.agency_teams import invite_agent
from listings.contact.models import ContactReport, Side
from listings.models import Claim, Moderator, Offer
from listings.offering import propose
from listings.publishing import create_listing
from mail.models import OutgoingMail
from tests.factories.agenda import make_event, make_registration
from tests.factories.contact import write_to
from tests.factories.directory_businesses import make_business
from tests.factories.listings import ales, make_moderator, make_report, make_user, territory_of
from tests.factories.places import make_place
from tests.factories.resources import make_resource
from tests.factories.reviews import make_held_place, make_review
from tests.factories.workers import make_worker


class Agency:
    """A territory with its agency's desk. Every text in it holds ``word``; ``Titre`` finds all of it."""

    def __init__(self, commune: Commune, word: str) -> None:
        self.word = word
        self.commune = commune
        self.territory = territory_of(commune)
        Territory.objects.filter(pk=self.territory.pk).update(
            name=f"Titre {word}", agency_name=f"Agence {word}", agency_email=f"agence-{word}@demo.example"
        )
        self.territory.refresh_from_db()
        self.site = open_site(self.territory, f"{word}.example")
        self.agent: User = get_user_model().objects.create_user(
            f"agent-{word}@demo.example", "x", first_name=f"Prénom {word}", last_name=f"Nom {word}"
        )
        open_desk(self.agent, self.territory)
        self.objects: list[models.Model] = [self.territory, self.site, self.agent]
        self.objects += list(Moderator.objects.filter(territory=self.territory))
        self.objects += list(SiteTerritory.objects.filter(territory=self.territory))
        self.objects += list(Group.objects.filter(name__contains=word))
        told = {"template": "contact_first", "case": "texte", "language": "fr", "written_by": self.agent}
        self.objects.append(MailText.objects.create(territory=self.territory, body=f"{word} {{lien}}", **told))
        self._write_pages()
        self._keep_files()
        self._list_places()
        self._keep_addresses()
        self._hold_a_meeting()

    def of(self, model: type[models.Model]) -> list[Any]:
        """Its objects of a model, or of one below it."""
        return [thing for thing in self.objects if isinstance(thing, model)]

    def _write_pages(self) -> None:
        word, home = self.word, self.site.root_page.specific
        home.title = home.draft_title = f"Titre {word}"
        home.save()
        draft = StandardPage(
            title=f"Titre du brouillon {word}", slug=f"brouillon-{word}", body=f"<p>{word}</p>", live=False, locked=True
        )
        draft.locked_by, draft.locked_at = self.agent, timezone.now()
        home.add_child(instance=draft)
        revision = draft.save_revision(user=self.agent)
        live = StandardPage(
            title=f"Titre en ligne {word}", slug=f"en-ligne-{word}", body=f"<p>{word}</p>", owner=self.agent
        )
        home.add_child(instance=live)
        live.save_revision(user=self.agent, log_action=True).publish()
        workflow = home.get_workflow()
        task = workflow.workflow_tasks.get().task.specific
        state = workflow.start(live, self.agent)
        session = EditingSession.objects.create(user=self.agent, content_object=live, last_seen_at=timezone.now())
        self.objects += [draft, live, home, revision, live.latest_revision, workflow, task, state]
        self.objects += [state.current_task_state, session]

    def _keep_files(self) -> None:
        word = self.word
        collection = Collection.objects.get(name__contains=word)
        image = Picture.objects.create(
            title=f"Titre de l’image {word}",
            file=get_test_image_file(filename=f"image-{word}.png"),
            collection=collection,
            uploaded_by_user=self.agent,
        )
        image.tags.add(f"titre-{word}-image")
        document = File.objects.create(
            title=f"Titre du document {word}",
            file=ContentFile(f"Contenu {word}".encode(), name=f"document-{word}.txt"),
            collection=collection,
            uploaded_by_user=self.agent,
        )
        document.tags.add(f"titre-{word}-document")
        uploads = [
            UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=ContentFile(b"x", name=f"envoi-{word}.txt"),
                uploaded_by_user=self.agent,
            )
            for model in (Picture, File)
        ]
        self.objects += [collection, image, document, *uploads]

    def _list_places(self) -> None:
        word = self.word
        place = make_place(name=f"Titre du lieu {word}", slug=f"lieu-{word}", commune=self.commune, live=False)
        create = type(place)(
            name=f"Titre d’un autre lieu {word}", slug=f"autre-{word}", commune=self.commune, types=("coworking",)
        )
        create_listing(create, self.agent)
        report = make_report(place, message=f"Message {word}", reporter_email=f"visiteur-{word}@demo.example")
        missing = make_report(commune=self.commune, proposed_name=f"Titre proposé {word}")
        self.objects += [create, place, report, missing]
        owner = get_user_model().objects.create_user(f"membre-{word}@demo.example", first_name=f"Prénom {word}")
        held = make_held_place(name=f"Titre tenu {word}", slug=f"tenu-{word}", commune=self.commune, owner=owner)
        claim = Claim.objects.create(
            content_type=report.content_type, object_id=place.pk, commune=self.commune, user=owner, message=f"M {word}"
        )
        business = make_business(name=f"Titre d’entreprise {word}", slug=f"entreprise-{word}", commune=self.commune)
        worker = make_worker(owner, display_name=f"Titre {word}", commune=self.commune)
        told = make_place(name=f"Titre signalé {word}", slug=f"signale-{word}", commune=self.commune, owner=owner)
        conversation = write_to(told, email=f"expediteur-{word}@demo.example")
        self.objects.append(
            ContactReport.objects.create(
                conversation=conversation, commune=self.commune, side=Side.RECIPIENT, text=f"Message {word}"
            )
        )
        mail = {"template": "x", "to": f"a-{word}@demo.example", "subject": word, "text": word, "state": "failed"}
        self.objects.append(OutgoingMail.objects.create(key=word, about=told, error=f"550 {word}", **mail))
        self.objects += [make_review(held), held, claim, owner, business, worker]
        self.objects.append(self._propose())

    def _propose(self) -> Offer:
        """A listing of theirs, proposed to a third agency."""
        offered = make_place(name=f"Titre proposé {self.word}", slug=f"propose-{self.word}", commune=self.commune)
        make_moderator(ales())
        return propose(offered, self.agent, ales(), f"Message {self.word}")

    def _keep_addresses(self) -> None:
        """A page in English, an address of before, a link that is dead, someone who writes and someone invited."""
        word, live = self.word, self.of(StandardPage)[1]
        source, _is_new = TranslationSource.update_or_create_from_instance(live)
        translation = Translation.objects.create(source=source, target_locale=english())
        source.create_or_update_translation(english(), copy_parent_pages=True, fallback=True)
        OverridableSegment.objects.create(
            source=source, context=source.stringsegment_set.first().context, data_json=f'"{word}"', order=1
        )
        dead, failed = f"https://{word}.example/mort", date(2026, 11, 1)
        resource = make_resource(self.site, links={dead: "Titre"}, title=f"Titre du guide {word}")
        link, _is_new = CheckedLink.objects.update_or_create(
            url=dead,
            defaults={
                "state": LinkState.DEAD,
                "failed_days": 9,
                "first_failed_on": failed,
                "last_failed_on": failed,
                "checked_at": timezone.now(),
            },
        )
        writer = appoint_writer(make_user(first_name=f"Plume {word}"), self.territory)
        self.objects += [source, translation, *source.stringsegment_set.all(), *source.overridablesegment_set.all()]
        self.objects += [resource, link, writer, writer.user, translation.target_locale]
        self.objects.append(Redirect.add_redirect(f"/ancien-{word}/", redirect_to=self.site.root_page, site=self.site))
        self.objects.append(invite_agent(self.territory, self.agent, f"invite-{word}@demo.example", "writing"))

    def _hold_a_meeting(self) -> None:
        """An event of a series, someone registered, a shared car, and a partner's calendar that is read."""
        word = self.word
        meeting = make_event(self.site, title=f"Titre du rendez-vous {word}", commune=self.commune, seats_on_site=9)
        meeting.save_revision().publish()
        told = {"name": f"Titre {word}", "email": f"inscrite-{word}@demo.example"}
        registration = make_registration(meeting, **told)
        day, index = meeting.local_start.date(), meeting.get_parent().pk
        series = Series.objects.create(index_id=index, pattern=meeting, rule=rule_of("weekly", day), first_on=day)
        dated = SeriesDate.objects.create(series=series, day=day, page=meeting)
        ride = Ride.objects.create(
            event=meeting, kind="offre", commune=self.commune, submission=uuid4(), confirmed_at=timezone.now(), **told
        )
        calendar = CalendarAddress.objects.create(
            territory=self.territory, url=f"https://{word}.example/a.ics", name=f"Titre {word}"
        )
        read = ImportedEvent.objects.create(
            address=calendar, territory=self.territory, uid=word, page=meeting, starts_at=meeting.starts_at
        )
        self.objects += [meeting, registration, registration.seats, series, dated, ride, calendar, read]
