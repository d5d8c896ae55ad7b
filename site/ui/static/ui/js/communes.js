// Any <input data-communes="address"> becomes a combobox of communes (WAI-ARIA APG, list autocomplete with manual
// selection). Without this file, or when the network fails, it stays a plain field: the server understands the text.
const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

function combobox(input) {
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-communes`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  const isWhole = input.name === "commune"; // one field for both: « Mende (48095) »
  const code = (isWhole ? null : input.form.querySelector("input[type=hidden][name=commune]"))
    ?? Object.assign(document.createElement("input"), { type: "hidden", name: "commune", disabled: true });
  input.after(list, ...(isWhole ? [] : [code]));
  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
    .forEach(([name, value]) => input.setAttribute(name, value));
  input.autocomplete = "off";

  let active = -1;
  let asked = 0;
  const close = () => { asked += 1; list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const mark = (index) => {
    const options = [...list.children];
    active = (index + options.length) % options.length;
    options.forEach((option, rank) => option.setAttribute("aria-selected", String(rank === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    input.value = isWhole ? `${option.dataset.name} (${option.dataset.code})` : option.dataset.name;
    code.value = option.dataset.code;
    code.disabled = option.dataset.former === "true";
    close();
  };
  function show(communes) {
    list.replaceChildren(...communes.map((commune, rank) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${rank}`, textContent: commune.label });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      Object.assign(option.dataset, { name: commune.name, code: commune.code, former: commune.former });
      return option;
    }));
    list.hidden = !communes.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }
  input.addEventListener("input", async () => {
    code.disabled = true;
    const turn = ++asked;
    const text = input.value.trim();
    if (text.length < 2) { close(); return; }
    await wait(120);
    if (turn !== asked) return;
    try {
      const answer = await fetch(`${input.dataset.communes}?q=${encodeURIComponent(text)}`);
      if (answer.ok && turn === asked) show((await answer.json()).communes);
    } catch { close(); }
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const keys = { ArrowDown: () => mark(active + 1), ArrowUp: () => mark(active < 0 ? -1 : active - 1), Escape: close };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); choose(list.children[active]); }
  });
  // A press, not a click: the field would lose the focus first.
  list.addEventListener("pointerdown", (event) => { event.preventDefault(); });
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) choose(option); });
  input.addEventListener("blur", close);
}

// « Près de moi »: asked on a tap only, and rounded to about a kilometre before it leaves the phone.
function near(form) {
  const field = form.querySelector("[data-communes]");
  if (!field || !navigator.geolocation || !form.dataset.near) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "more link-button", textContent: form.dataset.near });
  const status = document.createElement("span");
  status.className = "hint";
  status.setAttribute("role", "status");
  field.closest(".field").append(button, status);
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "pres", value }));
      field.value = "";
      form.requestSubmit();
    }, () => { button.disabled = false; status.textContent = form.dataset.nearFailed; }, { maximumAge: 600000, timeout: 10000 });
  });
}

// Fields left empty are left out of the address.
function tidy(form) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value && !field.disabled) field.disabled = true;
  });
  addEventListener("pageshow", () => { for (const field of form.elements) if (field.type !== "hidden") field.disabled = false; });
}

document.querySelectorAll("[data-communes]").forEach(combobox);
document.querySelectorAll("[data-locator]").forEach((form) => { near(form); tidy(form); });
