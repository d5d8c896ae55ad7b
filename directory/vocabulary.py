"""The closed lists of people and their work. Each only grows at its end: a code's rank is its bit in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who sees a field of a person."""

    EVERYONE = "everyone", _("tout le monde")
    MEMBERS = "members", _("les membres")
    NOBODY = "nobody", _("personne")


class Status(models.TextChoices):
    """How someone works, or wants to."""

    EMPLOYEE = "employee", _("Salariée ou salarié")
    FREELANCE = "freelance", _("Indépendante ou indépendant")
    LOOKING = "looking", _("En recherche d’emploi")
    SETTING_UP = "setting_up", _("En création d’activité")


class WorkMode(models.TextChoices):
    """Where the work is done."""

    FULL_REMOTE = "full_remote", _("Entièrement à distance")
    HYBRID = "hybrid", _("Hybride")
    ON_SITE = "on_site", _("Sur site")


class Availability(models.TextChoices):
    """Whether someone can take on new work."""

    NOW = "now", _("Disponible maintenant")
    LATER = "later", _("Disponible à partir d’une date")
    NOT_NOW = "not_now", _("Pas disponible en ce moment")


class Contract(models.TextChoices):
    """What ties a person to who they work for."""

    PERMANENT = "permanent", _("CDI")
    FIXED_TERM = "fixed_term", _("CDD")
    TEMPORARY = "temporary", _("Intérim")
    APPRENTICESHIP = "apprenticeship", _("Apprentissage")
    PROFESSIONALISATION = "professionalisation", _("Contrat de professionnalisation")
    FREELANCE = "freelance", _("Mission indépendante")
    UMBRELLA = "umbrella", _("Portage salarial")
    COOPERATIVE = "cooperative", _("Coopérative d’activité et d’emploi")
    SHARED = "shared", _("Temps partagé")


class JobFamily(models.TextChoices):
    """The thirteen broad fields of ROME that are not offices, and the domains of the fourteenth, M.

    Codes are those of the Répertoire opérationnel des métiers et des emplois (France Travail, open data).
    """

    FARMING = "A", _("Agriculture, pêche, espaces naturels, animaux")
    CRAFTS = "B", _("Arts et façonnage d’ouvrages d’art")
    FINANCE = "C", _("Banque, assurance, immobilier")
    TRADE = "D", _("Commerce et vente")
    MEDIA = "E", _("Communication, médias et multimédia")
    BUILDING = "F", _("Construction, bâtiment, travaux publics")
    TOURISM = "G", _("Hôtellerie-restauration, tourisme, loisirs")
    INDUSTRY = "H", _("Industrie")
    MAINTENANCE = "I", _("Installation et maintenance")
    HEALTH = "J", _("Santé")
    SERVICES = "K", _("Services à la personne et à la collectivité")
    SHOWS = "L", _("Spectacle")
    TRANSPORT = "N", _("Transport et logistique")
    BUYING = "M11", _("Achats")
    ACCOUNTING = "M12", _("Comptabilité et gestion")
    MANAGEMENT = "M13", _("Direction d’entreprise")
    STUDIES = "M14", _("Organisation et études")
    HUMAN_RESOURCES = "M15", _("Ressources humaines")
    ASSISTANCE = "M16", _("Secrétariat et assistance")
    MARKETING = "M17", _("Stratégie commerciale et marketing")
    COMPUTING = "M18", _("Informatique et télécommunications")


class Sector(models.TextChoices):
    """The sections of the French nomenclature of activities (NAF rév. 2, INSEE)."""

    A = "A", _("Agriculture, sylviculture et pêche")
    B = "B", _("Industries extractives")
    C = "C", _("Industrie manufacturière")
    D = "D", _("Électricité, gaz, vapeur et air conditionné")
    E = "E", _("Eau, assainissement, déchets et dépollution")
    F = "F", _("Construction")
    G = "G", _("Commerce, réparation d’automobiles et de motocycles")
    H = "H", _("Transports et entreposage")
    I = "I", _("Hébergement et restauration")  # noqa: E741 - the letter of the nomenclature
    J = "J", _("Information et communication")
    K = "K", _("Activités financières et d’assurance")
    L = "L", _("Activités immobilières")
    M = "M", _("Activités spécialisées, scientifiques et techniques")
    N = "N", _("Services administratifs et de soutien")
    O = "O", _("Administration publique")  # noqa: E741 - the letter of the nomenclature
    P = "P", _("Enseignement")
    Q = "Q", _("Santé humaine et action sociale")
    R = "R", _("Arts, spectacles et activités récréatives")
    S = "S", _("Autres activités de services")
    T = "T", _("Ménages employeurs")
    U = "U", _("Organisations extraterritoriales")


class Language(models.TextChoices):
    """Languages one works in, by their ISO 639 code."""

    FR = "fr", _("français")
    EN = "en", _("anglais")
    DE = "de", _("allemand")
    ES = "es", _("espagnol")
    IT = "it", _("italien")
    PT = "pt", _("portugais")
    NL = "nl", _("néerlandais")
    OC = "oc", _("occitan")
    CA = "ca", _("catalan")
    BR = "br", _("breton")
    EU = "eu", _("basque")
    AR = "ar", _("arabe")
    PL = "pl", _("polonais")
    RO = "ro", _("roumain")
    RU = "ru", _("russe")
    UK = "uk", _("ukrainien")
    TR = "tr", _("turc")
    ZH = "zh", _("chinois")
    JA = "ja", _("japonais")
    FSL = "fsl", _("langue des signes française")
