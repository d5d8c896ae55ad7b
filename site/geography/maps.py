"""The live map: folium builds Leaflet's script, the page keeps its own markup and its strict content policy.

folium's own page header is never rendered: it forbids zooming, has inline styles and links to third parties. Its
``html`` macro here is one empty region; its script is served from an address of ours and may be cached.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import folium
from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _
from folium.template import Template

NAME = "map_hameau"
"""The global that holds the Leaflet map, and the id of its element."""
MAX_ZOOM = 18
MAX_ZOOM_WITHOUT_TILES = 14


class LiveMap(folium.Map):
    """A Leaflet map with self-hosted assets, tiles from the settings or none, and no inline anything."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="map-live" id="{{ this.get_name() }}" role="region" tabindex="-1"
             aria-label="{{ this.label }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, Object.assign({{ this.options|tojavascript }},
          matchMedia("(prefers-reduced-motion: reduce)").matches
            ? {zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false} : {}));
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        tiles = settings.TILE_URL
        super().__init__(
            tiles=None,
            control_scale=True,
            scroll_wheel_zoom=False,
            maxZoom=MAX_ZOOM if tiles else MAX_ZOOM_WITHOUT_TILES,
            minZoom=4,
            zoom_control=False,
            keyboard=True,
            attributionControl=bool(tiles),
        )
        self._name, self._id = NAME.split("_")
        self.label = _("Carte des lieux")
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        # A map is placed by the page that opens it, not by the script, which all pages share.
        for name in ("zoom", "center"):
            self.options.pop(name, None)
        if tiles:
            layer = folium.TileLayer(tiles, attr=settings.TILE_ATTRIBUTION, max_zoom=MAX_ZOOM, name="tiles")
            layer._id = "hameau"
            self.add_child(layer, name="tiles")

    def region(self) -> str:
        """The region's markup, empty until the script fills it."""
        return str(self._rendered.html.render()).strip()

    def script(self) -> str:
        """The script that makes the map, to be served as ``text/javascript`` after Leaflet’s own."""
        return str(self._rendered.script.render())

    @cached_property
    def _rendered(self) -> Any:
        root = self.get_root()
        root.render()
        return root


@lru_cache(maxsize=8)
def region_in(language: str) -> str:
    """The region's markup in a language, kept: folium would compile its templates again for every page."""
    return LiveMap().region()


def scripts() -> list[str]:
    """Addresses of Leaflet and its clusters, in loading order."""
    return [static("ui/vendor/leaflet.js"), static("ui/vendor/markercluster.js")]


def styles() -> list[str]:
    """Addresses of the style sheets the live map needs."""
    return [static("ui/vendor/map.css")]
