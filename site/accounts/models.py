"""The user of Hameau. The login is the e-mail address; there is no user name."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def languages() -> list[tuple[str, str]]:
    """The languages of the site, each by its own name."""
    return [(code, capfirst(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


class UserManager(BaseUserManager["User"]):
    """Creates users, and finds them by e-mail whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user whose e-mail is ``username``, capitals ignored."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password, one that can't sign in until a password is set."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


# Wagtail's lock gives users a reverse relation whose manager the plugin can't type.
class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """A person with an account. What they publish points here, never the reverse."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=80, blank=True)
    language = models.CharField(
        _("langue des courriels"), max_length=5, choices=languages, default=settings.LANGUAGE_CODE
    )
    is_staff = models.BooleanField(_("membre de l’équipe"), default=False)
    is_active = models.BooleanField(_("actif"), default=True)
    date_joined = models.DateTimeField(_("inscription"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("vu le"), null=True, blank=True, editable=False)
    warned_at = models.DateTimeField(_("prévenu le"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_capitals")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """The first name, or the e-mail address."""
        return self.first_name or self.email


class Consent(models.Model):
    """That someone agreed to a text: the words they read, their version, and when."""

    user = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name=_("compte"))
    wording = models.TextField(_("texte"))
    version = models.CharField(_("version"), max_length=40)
    given_at = models.DateTimeField(_("donné le"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("accord")
        verbose_name_plural = _("accords")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version"],
                condition=models.Q(withdrawn_at=None),
                name="consent_given_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.given_at:%Y-%m-%d}"


class Erasure(models.Model):
    """That an account was erased: a keyed digest, which tells who only to someone who has the account again."""

    user_digest = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField(_("effacé le"), default=timezone.now)

    class Meta:
        verbose_name = _("effacement")
        verbose_name_plural = _("effacements")

    def __str__(self) -> str:
        return f"{self.user_digest[:12]}, {self.erased_at:%Y-%m-%d}"
