"""The closed lists of a place. Each only grows at its end: a code's rank is its bit in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceType(models.TextChoices):
    """What kind of place it is; a place may be several."""

    TELECENTRE = "telecentre", _("Télécentre")
    COUNTER = "counter", _("Comptoir")
    COWORKING = "coworking", _("Espace de coworking")
    THIRD_PLACE = "third_place", _("Tiers-lieu")
    FABLAB = "fablab", _("Fablab")
    PUBLIC_DIGITAL_SPACE = "public_digital_space", _("Espace public numérique")
    FRANCE_SERVICES = "france_services", _("France services")
    LIBRARY = "library", _("Médiathèque")
    BUSINESS_CENTRE = "business_centre", _("Hôtel d’entreprises")
    MEETING_ROOM = "meeting_room", _("Salle de réunion")


PLURALS = {
    PlaceType.TELECENTRE: _("Télécentres"),
    PlaceType.COUNTER: _("Comptoirs"),
    PlaceType.COWORKING: _("Espaces de coworking"),
    PlaceType.THIRD_PLACE: _("Tiers-lieux"),
    PlaceType.FABLAB: _("Fablabs"),
    PlaceType.PUBLIC_DIGITAL_SPACE: _("Espaces publics numériques"),
    PlaceType.FRANCE_SERVICES: _("Maisons France services"),
    PlaceType.LIBRARY: _("Médiathèques"),
    PlaceType.BUSINESS_CENTRE: _("Hôtels d’entreprises"),
    PlaceType.MEETING_ROOM: _("Salles de réunion"),
}
"""The types as titles of lists."""


class Access(models.TextChoices):
    """Who may come in."""

    OPEN = "open", _("Ouvert à tout le monde")
    MEMBERS = "members", _("Réservé aux membres")
    APPOINTMENT = "appointment", _("Sur rendez-vous")


class Internet(models.TextChoices):
    """How one gets on line."""

    FIBRE = "fibre", _("Fibre")
    MOBILE_4G = "4g", _("4G")
    MOBILE_5G = "5g", _("5G")
    FREE_WIFI = "free_wifi", _("Wifi gratuit")
    WIRED = "wired", _("Prise réseau")


class Service(models.TextChoices):
    """What is there besides a table and a chair."""

    PRINTING = "printing", _("Impression")
    VIDEOCONFERENCE = "videoconference", _("Visioconférence")
    PHONE_BOOTH = "phone_booth", _("Cabine d’appel")
    SCREEN = "screen", _("Écran à emprunter")
    KITCHEN = "kitchen", _("Cuisine")
    CATERING = "catering", _("Restauration sur place")
    LOCKERS = "lockers", _("Casiers")
    PARKING = "parking", _("Parking")
    BIKE_SHELTER = "bike_shelter", _("Abri à vélos")
    CHARGING = "charging", _("Recharge de véhicules")
    MAIL_ADDRESS = "mail_address", _("Domiciliation et courrier")
    CHILDCARE = "childcare", _("Garde d’enfants à côté")
    SHOWER = "shower", _("Douche")
    RECEPTION = "reception", _("Accueil sur place")
    DIGITAL_HELP = "digital_help", _("Aide au numérique")
    COMPUTERS = "computers", _("Ordinateurs à disposition")
    WORKSHOP = "workshop", _("Atelier et machines")


class Wheelchair(models.TextChoices):
    """Access by wheelchair, as OpenStreetMap's ``wheelchair`` key has it."""

    YES = "yes", _("Oui")
    LIMITED = "limited", _("En partie")
    NO = "no", _("Non")


class Accessibility(models.TextChoices):
    """Other arrangements, in acceslibre's terms."""

    STEP_FREE = "step_free", _("Entrée de plain-pied")
    ACCESSIBLE_TOILET = "accessible_toilet", _("Toilettes adaptées")
    RESERVED_PARKING = "reserved_parking", _("Stationnement adapté")
    HEARING_LOOP = "hearing_loop", _("Boucle magnétique")
    TRAINED_STAFF = "trained_staff", _("Personnel formé à l’accueil")
    QUIET_ROOM = "quiet_room", _("Salle calme")
    TACTILE_PAVING = "tactile_paving", _("Bande de guidage au sol")


class Precision(models.TextChoices):
    """How near the point is to the door."""

    ADDRESS = "address", _("à l’adresse")
    STREET = "street", _("à la rue")
    COMMUNE = "commune", _("à la commune")


class PointOrigin(models.TextChoices):
    """Where the point came from."""

    SOURCE = "source", _("fourni par la source")
    GEOCODER = "geocoder", _("trouvé par le géocodeur")
    MANUAL = "manual", _("placé à la main")
    COMMUNE = "commune", _("mairie de la commune")
