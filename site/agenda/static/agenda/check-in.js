// The check-in page without a network: what is pressed is kept in this browser, shown at once, sent when one can.
// Each act has a key of its own and the moment it was pressed: told twice, or after another phone, it counts rightly.
// 1. what is known  2. what is pressed  3. what is shown  4. sending  5. search and scan  6. working offline
const words = document.querySelector("[data-words]").dataset;
const roll = document.querySelector("[data-roll]");
const list = roll.querySelector("ul");
const search = document.querySelector("#q");
const fold = document.querySelector("[data-walk-in-form]");
const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const status = document.querySelector("[data-status]");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

// 1. What is known: the last answer of the server, and the acts that it has not taken yet.
const PLACE = `accueil ${words.path}`;
const LONGEST = 10 * 24 * 3600 * 1000;
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };

const people = [...list.children].map(({ dataset, firstElementChild }) => ({
  id: dataset.id, key: dataset.key, find: dataset.find, where: dataset.where, in: dataset.in.split(" ").filter(Boolean),
  name: firstElementChild.querySelector("b").textContent, words: firstElementChild.querySelector("small").textContent,
  waits: "waits" in dataset, elsewhere: "elsewhere" in dataset, walkIn: "walkIn" in dataset, above: "above" in dataset,
}));
let known = { at: Number(words.at), people };
const kept = read(PLACE) ?? {};
let queue = kept.queue ?? [];
if (kept.known?.at > known.at) known = kept.known;
let csrf = roll.querySelector("[name=csrfmiddlewaretoken]").value;
let half = words.half;
let sending = false;
let isForgotten = false;
const keep = () => isForgotten || write(PLACE, { known, queue });
// What another window of this phone has pressed meanwhile is in the same queue.
const share = () => { queue = read(PLACE)?.queue ?? queue; };

for (const key of Object.keys(localStorage)) {
  const old = key.startsWith("accueil ") && key !== PLACE && read(key);
  if (old && !old.queue?.length && old.known?.at < Date.now() - LONGEST) localStorage.removeItem(key);
}

// The list as it will be once everything pressed here is told.
function expected() {
  const all = new Map(known.people.map((person) => [person.id, { ...person, in: new Set(person.in) }]));
  const find = (who) => all.get(who) ?? [...all.values()].find((person) => person.key === who);
  for (const act of queue) {
    if (act.act === "walkIn" && !find(act.who)) {
      all.set(act.who, { id: act.who, key: act.who, name: act.name, org: act.organisation, where: act.where, find: `${folded(act.name)} ${folded(act.organisation)}`, in: new Set([act.half]), walkIn: true, above: act.above });
    } else if (act.act === "takeBack") {
      all.delete(find(act.who)?.id);
    } else if (act.act === "mark" && find(act.who)) {
      if (act.on) find(act.who).in.add(act.half); else find(act.who).in.delete(act.half);
    }
    const person = find(act.who);
    if (person) person.pending = true;
  }
  return [...all.values()].sort((one, other) => one.find.localeCompare(other.find, "fr"));
}

// 2. What is pressed.
function press(act) {
  share();
  queue.push({ key: newKey(), at: Date.now(), half, ...act });
  keep();
  show();
  send();
}
const person = (who) => expected().find((one) => one.id === who || one.key === who);

function toggle(who, on = !person(who)?.in.has(half)) {
  const one = person(who);
  if (!one) return;
  press({ act: "mark", who, on });
  tell(say(on ? words.marked : words.unmarked, one));
}

roll.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.name) return;
  event.preventDefault();
  const who = button.closest("li").dataset.id;
  if (button.name === "mark") { toggle(who); return; }
  tell(say(words.takenBack, person(who)));
  press({ act: "takeBack", who });
});

fold?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = fold.elements;
  const name = field.name.value.trim();
  if (!name) { tell(words.nameless, true); field.name.focus(); return; }
  const isFull = seatsLeft(field.seats.value) === 0;
  fold.querySelector("[data-above]").hidden = !isFull;
  if (isFull && !field.above.checked) { tell(words.full, true); field.above.focus(); return; }
  const where = field.seats.selectedOptions?.[0]?.textContent ?? "";
  press({ act: "walkIn", key: field.key.value, who: field.key.value, name, organisation: field.organisation.value.trim(), seats: field.seats.value, where, above: isFull });
  tell(say(words.added, { name }));
  field.key.value = newKey();
  field.name.value = field.organisation.value = "";
  field.above.checked = false;
  fold.closest("details").open = false;
});

function seatsLeft(id) {
  const seats = known.seats?.find((one) => String(one.id) === id);
  if (!seats || seats.left === null) return fold.querySelector("[data-above]").hidden || known.seats ? Infinity : 0;
  return Math.max(0, seats.left - queue.filter((act) => act.act === "walkIn" && act.seats === id).length);
}

// 3. What is shown: rows are kept from one time to the next, so that neither focus nor place is lost.
const rows = new Map([...list.children].map((row) => [row.dataset.id, row]));
const template = document.querySelector("[data-row]").content.firstElementChild;
let isCut = false;

function tell(text, isWarning = false) {
  status.textContent = text;
  status.classList.toggle("warn", isWarning);
}

function dress(row, one) {
  const [tick, back] = row.querySelectorAll("button");
  const isIn = one.in.has(half);
  const detail = one.words ?? [[one.org, one.where].filter(Boolean).join(", "), one.waits && !isIn && words.waits, one.walkIn && words.walkIn, one.above && words.above].filter(Boolean).join(", ");
  row.dataset.id = one.id;
  row.id = `p${one.id}`;
  tick.value = `${one.id}:${isIn ? "off" : "on"}`;
  tick.setAttribute("aria-pressed", String(isIn));
  tick.classList.toggle("sending", Boolean(one.pending));
  tick.querySelector("b").textContent = one.name;
  tick.querySelector("small").textContent = one.pending && isCut ? `${detail}, ${words.pending}` : detail;
  if (back) { back.hidden = !one.walkIn; back.value = one.id; }
  return row;
}

function show() {
  const wanted = folded(search.value);
  const compact = wanted.replaceAll(" ", "");
  const all = expected();
  const there = new Set(all.map((one) => one.id));
  for (const [id, row] of rows) if (!there.has(id)) { row.remove(); rows.delete(id); }
  let before = null;
  let shown = 0;
  for (const one of all) {
    const row = dress(rows.get(one.id) ?? template.cloneNode(true), one);
    rows.set(one.id, row);
    const next = before ? before.nextElementSibling : list.firstElementChild;
    if (next !== row) list.insertBefore(row, next);
    before = row;
    row.hidden = wanted ? !one.find.includes(wanted) && !one.find.includes(compact) : Boolean(one.elsewhere) && !one.in.has(half);
    shown += !row.hidden;
  }
  roll.querySelector("[data-nobody]").hidden = shown > 0;
  const present = all.filter((one) => one.in.has(half)).length;
  const total = all.filter((one) => one.in.has(half) || (!one.waits && !one.elsewhere)).length;
  const tally = document.querySelector("[data-tally]");
  if (!total) return tally.replaceChildren(words.tallyNone);
  const text = say(present > 1 ? words.tally : words.tallyOne, { n: present, total });
  const number = document.createElement("b");
  number.textContent = present;
  tally.replaceChildren(number, text.slice(String(present).length));
}

// 4. Sending: one at a time, in order; what the server has taken, or can't take, leaves the queue.
async function ask(acts) {
  const options = acts.length ? { method: "POST", body: JSON.stringify({ now: Date.now(), acts }), headers: { "Content-Type": "application/json", "X-CSRFToken": csrf } } : {};
  return fetch(words.sync, { ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(15000) });
}

async function renewToken() {
  const response = await ask([]);
  if (response.ok) csrf = (await response.json()).csrf;
  return response.ok;
}

async function send() {
  if (sending) return;
  sending = true;
  share();
  const acts = queue.slice(0, 200);
  try {
    let response = await ask(acts);
    if (response.status === 403 && acts.length && await renewToken()) response = await ask(acts);
    isCut = false;
    if (!response.ok) {
      const values = { n: queue.length };
      if (response.type === "opaqueredirect" || response.status === 403) tell(say(words.closed, values), true);
      else if (queue.length) tell(say(words.unsure, values), true);
      return;
    }
    const answer = await response.json();
    const settled = new Set([...answer.done, ...Object.keys(answer.refused)]);
    share();
    queue = queue.filter((act) => !settled.has(act.key));
    csrf = answer.csrf;
    known = { at: answer.at, people: answer.people, seats: answer.seats };
    const wrong = Object.values(answer.refused);
    if (wrong.length) tell(wrong.join(" "), true);
    else if ("cut" in status.dataset) tell("");
    delete status.dataset.cut;
  } catch {
    isCut = true;
    status.dataset.cut = "";
    tell(say(words.cut, { n: queue.length }), true);
  } finally {
    sending = false;
    keep();
    show();
  }
  if (queue.length && !isCut) setTimeout(send, 300);
}

// 5. Search and scan. A code that is typed whole, or scanned, is one row; Enter ticks the one that is left.
search.addEventListener("input", show);
search.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const left = [...list.children].filter((row) => !row.hidden);
  if (search.value.trim() && left.length === 1) { toggle(left[0].dataset.id, true); search.select(); }
});
for (const link of document.querySelectorAll("[data-half]")) {
  if (link === document.querySelector("[data-words]")) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    half = link.dataset.half;
    for (const input of document.querySelectorAll("[name=half], [name=demi]")) input.value = half;
    for (const other of document.querySelectorAll("a[data-half]")) other.toggleAttribute("aria-current", false);
    link.setAttribute("aria-current", "true");
    history.replaceState(null, "", link.href);
    show();
  });
}
for (const button of document.querySelectorAll("[data-no-script]")) button.hidden = true;

function found(text) {
  const code = folded((/[?&]code=([\w-]+)/.exec(text) ?? [null, text])[1]).replaceAll(" ", "");
  const one = code.length >= 8 && expected().find((each) => each.find.split(" ").includes(code));
  if (one) toggle(one.id, true); else tell(say(words.unknown, { code: code.slice(0, 20) }), true);
  return Boolean(one);
}

const scanButton = document.querySelector("[data-scan]");
const scanner = document.querySelector("[data-scanner]");
const reads = async () => "BarcodeDetector" in window && navigator.mediaDevices && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");

async function scan() {
  const video = scanner.querySelector("video");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
  } catch {
    tell(words.noCamera, true);
    search.focus();
    return;
  }
  scanner.showModal();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let last = "";
  while (scanner.open) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code && code.rawValue !== last) {
      last = code.rawValue;
      if (found(last)) { navigator.vibrate?.(80); scanner.close(); }
    }
    await new Promise((resolve) => { setTimeout(resolve, 150); });
  }
  for (const track of stream.getTracks()) track.stop();
}
reads().then((can) => { scanButton.hidden = !can; }).catch(() => {});
scanButton.addEventListener("click", scan);

// 6. Working offline: the page in the browser's cache, a look at the server every quarter of a minute.
const NAME = "accueil-1";
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(words.offline, { scope: words.path }).catch(() => {});
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
  const sprite = document.querySelector(".icon use")?.getAttribute("href").split("#")[0];
  globalThis.caches?.open(NAME).then((cache) => cache.addAll([words.path, ...files, sprite].filter(Boolean))).catch(() => {});
}
const keeps = document.querySelector("[data-keeps]");
keeps.hidden = false;
keeps.querySelector("[data-forget]").addEventListener("click", async () => {
  if (queue.length) { tell(say(words.waiting, { n: queue.length }), true); return; }
  isForgotten = true;
  localStorage.removeItem(PLACE);
  await globalThis.caches?.delete(NAME);
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) if (worker.scope.endsWith(words.path)) await worker.unregister();
  tell(words.forgotten);
});
document.querySelector("a[href='#ajouter']")?.addEventListener("click", () => {
  fold.closest("details").open = true;
  setTimeout(() => fold.elements.name.focus());
});
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(() => { if (!document.hidden) send(); }, 15000);
if (new URLSearchParams(location.search).get("code")) { search.value = new URLSearchParams(location.search).get("code"); }
show();
send();
