"""A conversation about a listing, its messages, and the secret links that open it to each side."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from geography.models import Commune
from listings.moderators import ModeratedQuerySet
from listings.teams import AboutListing, about_listings_of_teams

NAME_LENGTH, SUBJECT_LENGTH, INTRODUCTION_LENGTH, TEXT_LENGTH = 80, 120, 400, 3000


class Side(models.TextChoices):
    """Who of the two."""

    SENDER = "sender", _("Qui écrit")
    RECIPIENT = "recipient", _("À qui l’on écrit")

    @property
    def other(self) -> Side:
        """The one across."""
        return Side.RECIPIENT if self == Side.SENDER else Side.SENDER


class State(models.TextChoices):
    """Where a conversation stands."""

    TO_CONFIRM = "to_confirm", _("Adresse à confirmer")
    OPEN = "open", _("En attente de réponse")
    INTERESTED = "interested", _("Intéressé")
    NOT_NOW = "not_now", _("Pas pour le moment")
    DECLINED = "declined", _("Refusé")
    SHARED = "shared", _("Adresses partagées")
    CLOSED = "closed", _("Terminé")
    BLOCKED = "blocked", _("Bloqué")


class DeclineReason(models.TextChoices):
    """Why not."""

    NOT_MINE = "not_mine", _("Ce n’est pas ce que je propose")
    FULL = "full", _("Je n’ai plus de temps ou de place")
    TERMS = "terms", _("Les conditions ne me conviennent pas")
    FAR = "far", _("C’est trop loin")
    UNCLEAR = "unclear", _("La demande n’est pas assez précise")
    OTHER = "other", _("Une autre raison")


class ConversationQuerySet(ModeratedQuerySet):
    """Conversations. ``of_person()`` is the only door of a person; the desk counts, and reads only what is reported."""

    def left(self) -> Self:
        """Those whose first message left."""
        return self.exclude(sent_at=None)

    def of_person(self, user: Any) -> Self:
        """Those that a user wrote or received, or that the team they are of received, latest first.

        None for someone suspended. The team is today's; what went to the public address of a listing is no team's.
        """
        if not user.is_active:
            return self.none()
        of_team = about_listings_of_teams(user) & Q(recipient__isnull=False)
        rows = self.left().annotate(is_of_team=ExpressionWrapper(of_team, models.BooleanField()))
        theirs = Q(sender=user) | Q(recipient=user) | of_team
        return rows.filter(theirs).order_by("-last_at", "-pk")

    def of_account(self, user: Any) -> Self:
        """Those whose one side is a user's own account, latest first: what they take along and what is erased."""
        return self.left().filter(Q(sender=user) | Q(recipient=user)).order_by("-last_at", "-pk")

    def unanswered(self) -> Self:
        """Those that wait for a first answer."""
        return self.filter(state=State.OPEN, answered_at=None)


class Conversation(AboutListing):
    """Someone writes to whoever holds a listing. Each side may be an account, or only an address.

    The team of who received reads and answers too: ``answered_by`` is the colleague whose answer stands, ``shared_by``
    the one who shared an address of their own; both empty when who received did it. ``answerer_gone``: whoever answered
    erased their account, and their answer stands for those who hold the listing.

    ``sender_digest`` is ``limits.address_digest(sender_email)``; ``recipient_key`` names who receives
    (``limits.recipient_key``): both count and block without keeping an address in clear. What a person wrote goes with
    their account; ``sender_gone`` and ``recipient_gone`` then tell the other side.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    listing_name = models.CharField(_("à propos de"), max_length=200, blank=True)
    submission = models.UUIDField(unique=True, editable=False)

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("de"),
    )
    sender_name = models.CharField(_("nom"), max_length=NAME_LENGTH, blank=True)
    sender_email = models.EmailField(_("courriel"), blank=True)
    sender_digest = models.CharField(max_length=64, blank=True)
    sender_language = models.CharField(max_length=5, blank=True)
    sender_gone = models.BooleanField(default=False)
    sender_shares = models.BooleanField(default=False)

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("à"),
    )
    recipient_email = models.EmailField(_("courriel public de la fiche"), blank=True)
    recipient_key = models.CharField(max_length=64, blank=True)
    recipient_gone = models.BooleanField(default=False)
    recipient_shares = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    answerer_gone = models.BooleanField(default=False, editable=False)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    introduction = models.TextField(_("qui écrit"), blank=True)
    subject = models.CharField(_("objet"), max_length=SUBJECT_LENGTH, blank=True)
    wanted_by = models.DateField(_("pour quand"), null=True, blank=True)

    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.TO_CONFIRM)
    reason = models.CharField(_("motif"), max_length=10, choices=DeclineReason.choices, blank=True)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    sent_at = models.DateTimeField(_("parti le"), null=True, blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("rappelé le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    last_at = models.DateTimeField(_("dernier message"), default=timezone.now)

    objects: ClassVar[Any] = ConversationQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_at", "-pk"]
        indexes = [
            models.Index(fields=["commune", "sent_at"], name="conversation_rates"),
            models.Index(fields=["sender_digest", "created_at"], name="conversation_sender"),
            models.Index(fields=["recipient_key", "sent_at"], name="conversation_recipient"),
            models.Index(fields=["state", "sent_at"], name="conversation_due"),
            models.Index(fields=["content_type", "object_id"], name="conversation_listing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="to_confirm", sent_at__isnull=True)
                | ~Q(state="to_confirm") & Q(sent_at__isnull=False),
                name="conversation_left_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(reason="") | ~Q(state="declined") & Q(reason=""),
                name="conversation_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="shared") | Q(sender_shares=True, recipient_shares=True),
                name="conversation_shared_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "blocked"]) | Q(closed_at__isnull=False),
                name="conversation_closed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.listing_name or gettext("fiche retirée")

    @property
    def is_answered(self) -> bool:
        """Whether the recipient has said anything."""
        return self.answered_at is not None

    @property
    def someone_is_gone(self) -> bool:
        """Whether an account of the two was erased."""
        return self.sender_gone or self.recipient_gone

    def side_of(self, user: Any) -> Side | None:
        """Which side a user is on, or ``None``. A colleague's is known of a row of ``of_person()``."""
        if self.recipient_id and self.recipient_id == user.pk:
            return Side.RECIPIENT
        if self.sender_id and self.sender_id == user.pk:
            return Side.SENDER
        return Side.RECIPIENT if getattr(self, "is_of_team", False) else None

    def address_of(self, side: Side) -> str:
        """Where mails to a side go, today; empty when it is gone. Never shown before both share."""
        account = self.sender if side == Side.SENDER else self.recipient
        if account is not None:
            return account.email if account.is_active else ""
        return self.sender_email if side == Side.SENDER else self.recipient_email

    def shares(self, side: Side) -> bool:
        """Whether a side chose to share its address."""
        return self.sender_shares if side == Side.SENDER else self.recipient_shares


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages."""

    def unread_by(self, side: Side) -> Self:
        """Those that the other side sent and this one has not opened."""
        return self.filter(side=side.other, read_at=None)

    def before(self, instant: datetime) -> Self:
        """Those sent before an instant."""
        return self.filter(sent_at__lt=instant)


class Message(models.Model):
    """Words of one side: plain text, as it was typed. ``submission`` makes a double click one message.

    ``colleague`` wrote them for who received the conversation; empty when that person, or the sender, did.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=9, choices=Side.choices)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    text = models.TextField(_("message"))
    submission = models.UUIDField(unique=True, editable=False)
    sent_at = models.DateTimeField(_("envoyé le"), default=timezone.now)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.sent_at:%d/%m/%Y}"


class ContactLink(models.Model):
    """A secret link of one side. Its token is in a mail and nowhere else: here is its SHA-256."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="links")
    side = models.CharField(max_length=9, choices=Side.choices)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "listings"

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.expires_at:%d/%m/%Y}"


class ContactBlock(models.Model):
    """A recipient who wants nothing more from an address."""

    recipient_key = models.CharField(max_length=64)
    sender_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "listings"
        constraints = [models.UniqueConstraint(fields=["recipient_key", "sender_digest"], name="contact_block_once")]

    def __str__(self) -> str:
        return self.recipient_key


class ContactReportQuerySet(ModeratedQuerySet):
    """Reported conversations. ``for_user()`` is the only door of the desk."""

    def waiting(self) -> Self:
        """Those that nobody has seen to."""
        return self.filter(handled_at=None)

    def waiting_first(self) -> Self:
        """What waits, oldest first; then the rest, latest first."""
        return self.order_by(models.F("handled_at").desc(nulls_first=True), "created_at", "pk")


class ContactReport(models.Model):
    """A party tells the agency about a conversation: from then on, and only then, the agency may read it."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="reports")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    side = models.CharField(_("signalé par"), max_length=9, choices=Side.choices)
    text = models.TextField(_("ce qui ne va pas"), blank=True)
    created_at = models.DateTimeField(_("signalé le"), default=timezone.now)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("traité par"),
    )
    handled_at = models.DateTimeField(_("traité le"), null=True, blank=True)

    objects: ClassVar[Any] = ContactReportQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("message signalé")
        verbose_name_plural = _("messages signalés")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["conversation", "side"], name="contact_report_once_a_side")]

    def __str__(self) -> str:
        return str(self.conversation)

    @property
    def is_new(self) -> bool:
        """Whether it waits for someone."""
        return self.handled_at is None

    @property
    def state_in_words(self) -> str:
        """« À traiter », « Traité »."""
        return gettext("À traiter") if self.is_new else gettext("Traité")
