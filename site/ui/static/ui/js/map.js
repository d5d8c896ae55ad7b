// The live map. The page works without it: a button opens it, the list beside it says the same things.
// Leaflet, its clusters and folium's script are loaded on demand; every word comes from the page.
const box = document.querySelector("[data-map]");
const button = box?.querySelector("[data-map-open]");

const load = (tag, attributes) => new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed }));
});
const script = (src) => load("script", { src });
const list = (name) => (box.dataset[name] ?? "").split(" ").filter(Boolean);
const say = (text) => { box.querySelector("[data-map-status]").textContent = text; };

async function open() {
  const label = button.lastChild.data;
  const sketch = box.querySelector("[data-map-sketch]");
  const live = box.querySelector("template").content.firstElementChild.cloneNode(true);
  button.disabled = true;
  button.lastChild.data = box.dataset.loading;
  try {
    if (!window.L) {
      await Promise.all([...list("styles").map((href) => load("link", { rel: "stylesheet", href })), script(list("scripts")[0])]);
      for (const src of list("scripts").slice(1)) await script(src);
    }
    sketch.replaceWith(live);
    await script(box.dataset.script);
    start(window[live.id], live);
    button.remove();
    live.focus();
  } catch (error) {
    console.warn(error);
    live.replaceWith(sketch);
    button.disabled = false;
    button.lastChild.data = label;
    say(box.dataset.failed);
  }
}

// A round icon that a keyboard reaches and a screen reader names.
function named(L, className, text, size, name) {
  const icon = L.divIcon({ className, html: String(text), iconSize: [size, size] });
  const create = icon.createIcon;
  icon.createIcon = function (old) {
    const element = create.call(this, old);
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", name);
    return element;
  };
  return icon;
}

const total = (markers) => markers.reduce((sum, marker) => sum + marker.options.count, 0);
const places = (count) => (count > 1 ? box.dataset.many : box.dataset.one).replace("{n}", count.toLocaleString(document.documentElement.lang));

function popup(properties) {
  const link = Object.assign(document.createElement("a"), { href: properties.url, textContent: properties.name });
  const what = Object.assign(document.createElement("p"), { textContent: properties.what });
  const body = document.createElement("div");
  body.append(link, what);
  return body;
}

function start(map, live) {
  const L = window.L;
  const clusters = L.markerClusterGroup({
    showCoverageOnHover: false,
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    maxClusterRadius: 48,
    iconCreateFunction: (cluster) => {
      const count = total(cluster.getAllChildMarkers());
      return named(L, "group-icon", count, count > 99 ? 44 : 36, places(count));
    },
  });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  live.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  const shown = new Map();

  function marker(feature) {
    const { count, name } = feature.properties;
    const [lon, lat] = feature.geometry.coordinates;
    if (count) {
      const group = L.marker([lat, lon], { count, icon: named(L, "group-icon", count, count > 99 ? 44 : 36, places(count)) });
      return group.on("click keypress", (event) => {
        if (event.type === "click" || event.originalEvent.key === "Enter") map.setView([lat, lon], Math.min(map.getZoom() + 2, map.getMaxZoom()));
      });
    }
    const pin = L.marker([lat, lon], { count: 1, icon: named(L, "pin-icon", "", 26, name) });
    pin.bindPopup(() => popup(feature.properties));
    return pin.on("popupclose", () => pin.getElement()?.focus({ preventScroll: true }));
  }

  // Markers are compared, never cleared: an open popup and the focus survive a pan.
  function show(features) {
    const wanted = new Map(features.map((feature) => [feature.id, feature]));
    const gone = [...shown].filter(([id]) => !wanted.has(id));
    const come = features.filter((feature) => !shown.has(feature.id));
    clusters.removeLayers(gone.map(([, layer]) => layer));
    gone.forEach(([id]) => shown.delete(id));
    clusters.addLayers(come.map((feature) => { const layer = marker(feature); shown.set(feature.id, layer); return layer; }));
    say(places(features.reduce((sum, feature) => sum + (feature.properties.count ?? 1), 0)));
  }

  // Boxes are snapped to tiles, so that neighbours ask for the same address.
  function snapped() {
    const zoom = Math.round(map.getZoom());
    const { min, max } = map.getPixelBounds(undefined, zoom);
    const side = (pixels, round) => round(pixels / 256) * 256;
    const corner = (x, y) => map.unproject([x, y], zoom);
    const northWest = corner(side(min.x, Math.floor), side(min.y, Math.floor));
    const southEast = corner(side(max.x, Math.ceil), side(max.y, Math.ceil));
    const clamp = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(5);
    return `bbox=${clamp(northWest.lng, 180)},${clamp(southEast.lat, 85.05113)},${clamp(southEast.lng, 180)},${clamp(northWest.lat, 85.05113)}&z=${zoom}`;
  }

  let last;
  async function refresh() {
    last?.abort();
    last = new AbortController();
    try {
      const join = box.dataset.url.includes("?") ? "&" : "?";
      const answer = await fetch(`${box.dataset.url}${join}${snapped()}`, { signal: last.signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      show((await answer.json()).features);
    } catch (error) {
      if (error.name !== "AbortError") say(box.dataset.failed);
    }
  }

  // Without tiles the base map is our own outlines: the départements, and the communes of those in sight when near.
  // At the opening of a near map only the communes of its own département are fetched: the map must stay light.
  const NEAR = 9;
  const outlines = new Map();
  const style = ({ properties }) => ({ className: properties.code.length > 3 ? "area inner" : "area" });
  async function outline(address) {
    if (!outlines.has(address)) {
      const layer = fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then((data) => L.geoJSON(data, { interactive: false, style }).addTo(map).bringToBack());
      outlines.set(address, layer);
      layer.catch(() => outlines.delete(address));
    }
    return outlines.get(address);
  }
  const communes = (code) => outline(box.dataset.nearOutlines.replace("CODE", code));
  async function base() {
    const country = await outline(box.dataset.outlines);
    country.bringToBack();
    if (map.getZoom() < NEAR) return;
    country.eachLayer((departement) => {
      if (map.getBounds().intersects(departement.getBounds())) communes(departement.feature.properties.code).then(() => country.bringToBack(), console.warn);
    });
  }

  map.addLayer(clusters);
  const [south, west, north, east] = box.dataset.bounds.split(",").map(Number);
  map.fitBounds([[south, west], [north, east]]);
  if (box.dataset.circle) {
    const [lat, lon, km] = box.dataset.circle.split(",").map(Number);
    L.circle([lat, lon], { radius: km * 1000, className: "reach", fill: false, interactive: false }).addTo(map);
  }
  if (box.dataset.here) {
    const icon = named(L, "pin-icon here", "", 32, box.dataset.hereName);
    L.marker(box.dataset.here.split(",").map(Number), { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(map);
  }
  map.on("moveend", refresh);
  refresh();
  if (box.dataset.outlines) {
    const home = map.getZoom() >= NEAR && box.dataset.home;
    (home ? communes(home) : base()).catch(console.warn);
    map.on("moveend", () => base().catch(console.warn));
  }
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", open);
}
