"""The rights of a person over businesses: those that they hold, and where they are named as a contact.

A business is not a person: erasing an account hands a business to the next of its team, deletes one that only this
person wrote, and leaves one that an agency wrote without its holder. The contact that carries the account's address
is taken out everywhere: rows and every version.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Revision

from accounts.rights import Section, addresses_of, erasing, exporting
from directory.business_vocabulary import AgreementType, SizeClass
from directory.businesses.actions import VERSION, forget_public
from directory.businesses.logos import delete_logos, forget_lost_logos, logos_of, path_of
from directory.models import Business, BusinessContact
from directory.vocabulary import Sector, WorkMode
from listings.models import ChangeReport
from listings.offering import forget_offers
from listings.review_mails import forget_told
from listings.reviewing import hold_still
from listings.reviews import Review
from listings.teaming import heir_of
from listings.teams import Claim, Invitation, TeamMember
from listings.versions import bump_version

# Exporting -----------------------------------------------------------------------------------------------------------


def export_businesses(sender: Any, user: Any, **kwargs: Any) -> list[Section]:
    """The businesses that this person owns, with their versions, and the contacts that carry their address."""
    sections = []
    for business in Business.objects.filter(owner=user).select_related("commune"):
        draft: Business = Business.objects.get(pk=business.pk).get_latest_revision_as_object()
        rows = [_row(_("Brouillon"), draft)]
        if business.live:
            rows.insert(0, _row(_("En ligne"), business))
        files = {f"logo-{name}.webp": path_of(name) for name in sorted(logos_of(business))}
        sections.append(Section(_("Mon entreprise : %(name)s") % {"name": business.name}, rows, files))
        versions = [dict(revision.content) for revision in _revisions(business)]
        sections.append(Section(_("Versions de %(name)s") % {"name": business.name}, versions))
    named = _contacts_of(addresses_of(user)).select_related("business")
    if rows := [_contact(contact) for contact in named]:
        sections.append(Section(_("Entreprises où je suis un contact"), rows))
    return sections


def _row(title: str, business: Business) -> Mapping[str, Any]:
    return {
        "version": title,
        "name": business.name,
        "siret": business.siret,
        "rna": business.rna,
        "commune": business.commune.name,
        "activity": business.activity,
        "sector": str(Sector(business.sector).label) if business.sector else "",
        "size": str(SizeClass(business.size).label) if business.size else "",
        "headline": business.headline,
        "presentation": business.presentation,
        "website": business.website,
        "modes": [str(WorkMode(code).label) for code in business.modes],
        "remote_days": business.remote_days,
        "agreement": str(AgreementType(business.agreement).label) if business.agreement else "",
        "agreement_date": business.agreement_date,
        "hires_remotely": business.hires_remotely,
        "hires_what": business.hires_what,
        "sites": [f"{site.commune.name} {site.address}".strip() for site in business.sites.all()],
        "contacts": [_contact(contact) for contact in business.contacts.all()],
    }


def _contact(contact: BusinessContact) -> Mapping[str, Any]:
    return {
        "business": contact.business.name,
        "name": contact.name,
        "role": contact.role,
        "email": contact.email,
        "phone": str(contact.phone or ""),
        "audience": contact.get_audience_display(),
    }


def _revisions(business: Business) -> Any:
    return Revision.objects.for_instance(business).order_by("created_at", "pk")


# Erasing -------------------------------------------------------------------------------------------------------------


def erase_businesses(sender: Any, user: Any, **kwargs: Any) -> None:
    """Take this person out of every business; delete those that are theirs alone.

    Of the others, ``listings`` deletes after this receiver what they never sent, while it still knows who held them,
    and hands over what has an heir; the owner goes with the account.
    """
    for business in _touched_by(user):
        if business.owner_id == user.pk and not heir_of(business):
            if _is_written_by(business, user):
                _delete(business)
                continue
            forget_offers(business)
        transaction.on_commit(partial(forget_lost_logos, business, logos_of(business)))
    _forget_contacts(addresses_of(user))
    bump_version(VERSION)


def _touched_by(user: Any) -> Any:
    """The businesses that they hold, or wrote a version of."""
    content_type = ContentType.objects.get_for_model(Business)
    written = Revision.objects.filter(base_content_type=content_type, user=user).values_list("object_id", flat=True)
    return Business.objects.filter(Q(pk__in=Business.objects.held_by(user).values("pk")) | Q(pk__in=set(written)))


def _log_of(business: Business) -> Any:
    content_type = ContentType.objects.get_for_model(Business)
    return ModelLogEntry.objects.filter(content_type=content_type, object_id=str(business.pk))


def _is_written_by(business: Business, user: Any) -> bool:
    """Whether they wrote its first version: nobody else's work goes with them.

    The log knows it too, but may have forgotten who by now: it answers the same signal.
    """
    first = _revisions(business).first()
    return first is not None and first.user_id == user.pk


def _delete(business: Business) -> None:
    """Leave nothing of a business: row, versions, decisions, what was reported, team, log, index, logo."""
    hold_still(business)
    delete_logos(logos_of(business))
    forget_public(business)
    _log_of(business).delete()
    forget_told(Review.objects.of(business))
    forget_offers(business)
    for model in (Review, ChangeReport, TeamMember, Invitation, Claim):
        model.objects.of(business).delete()
    Business.objects.filter(pk=business.pk).update(latest_revision=None, live_revision=None)
    _revisions(business).delete()
    business.delete()


def _contacts_of(emails: list[str]) -> Any:
    return BusinessContact.objects.alias(address=Lower("email")).filter(address__in=emails)


def _forget_contacts(emails: list[str]) -> None:
    """Take out the contacts with one of these addresses, from rows and from every version."""
    _contacts_of(emails).delete()
    content_type = ContentType.objects.get_for_model(Business)
    versions = Revision.objects.filter(content_type=content_type).annotate(text=Cast("content", TextField()))
    for revision in versions.filter(reduce(or_, (Q(text__icontains=email) for email in emails), Q(pk__in=[]))):
        contacts = revision.content.get("contacts", [])
        revision.content["contacts"] = [row for row in contacts if row.get("email", "").lower() not in emails]
        revision.save(update_fields=["content"])


def connect() -> None:
    """Answer the two signals; called once, when the application is ready."""
    exporting.connect(export_businesses, dispatch_uid="directory.businesses.exporting")
    erasing.connect(erase_businesses, dispatch_uid="directory.businesses.erasing")
