// Keys for what each page offers as buttons, links and fields (data-key). They rest while someone types and while a
// modifier is held, can be turned off for good, and each can be another one (WCAG 2.1.4). Without this file everything still works.

const cd = document.querySelector(".cd");
// The page says whether this person uses keys, and which: {"the key as it comes": "their own"}.
let on = cd?.dataset.keysOn !== "no";
const own = JSON.parse(cd?.dataset.ownKeys || "{}");
const usual = Object.fromEntries(Object.entries(own).map(([key, mine]) => [mine, key]));

// What a pressed key stands for: nothing, where it was given away for another one.
const meant = (key) => usual[key] ?? (key in own ? "" : key);

const visible = (element) => element.checkVisibility({ visibilityProperty: true });
const rows = () => [...cd.querySelectorAll("[data-row]")].filter(visible);
const passages = () => [...cd.querySelectorAll("[data-passage]")].filter(visible);
const isTyping = (element) =>
  element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");

function inHand(all) {
  const focused = document.activeElement;
  return all.find((row) => row.contains(focused)) ?? all.find((row) => row.getAttribute("aria-current") === "true") ?? null;
}

function go(all, step) {
  if (!all.length) return false;
  const focused = document.activeElement;
  const holder = all.findIndex((row) => row.contains(focused));
  const start = holder >= 0 ? holder : all.indexOf(inHand(all));
  const next = all[start < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, start + step))];
  const target = next.hasAttribute("tabindex") ? next : next.querySelector("[data-key~=o], a, button");
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function use(element) {
  if (element.matches("textarea, input:not([type=checkbox], [type=radio])")) {
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  } else {
    element.click();
  }
  return true;
}

// The key of the row in hand first; then the page's own.
function find(key) {
  const named = (within) =>
    [...within.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(key) && visible(each));
  const row = inHand(passages()) ?? inHand(rows()) ?? (key === "o" ? rows()[0] : null);
  const inRow = row && named(row);
  if (inRow) return inRow;
  return [...cd.querySelectorAll("[data-key]")].find(
    (each) => each.dataset.key.split(" ").includes(key) && visible(each) && !each.closest("[data-row], [data-passage]"),
  );
}

const DOES = {
  j: () => (rows().length ? go(rows(), 1) : false),
  k: () => (rows().length ? go(rows(), -1) : false),
  n: () => go(passages(), 1),
  p: () => go(passages(), -1),
  "?": () => showAll(),
};

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (!on) return;
  const key = meant(event.key === "\u2212" ? "-" : event.key);
  if (!key) return;
  const done = DOES[key]?.() || (find(key) ? use(find(key)) : false);
  if (done) event.preventDefault();
}

// What stands on a key cap is the person's own key.
function nameKeys(within) {
  for (const cap of within.querySelectorAll("kbd:not([data-usual])")) {
    cap.dataset.usual = cap.textContent;
    cap.textContent = own[cap.textContent] ?? cap.textContent;
  }
}

const dialog = document.createElement("dialog");

function showAll() {
  if (!dialog.isConnected) build();
  dialog.showModal();
  return true;
}

function build() {
  dialog.className = "cd-dialog";
  dialog.setAttribute("aria-labelledby", "h-all-keys");
  dialog.append(document.getElementById("key-words").content.cloneNode(true));
  nameKeys(dialog);
  const box = dialog.querySelector("[data-keys-box]");
  box.checked = on;
  box.addEventListener("change", () => {
    on = box.checked;
    const form = new URLSearchParams(new FormData(box.form));
    form.set("act", on ? "use_keys" : "rest_keys");
    fetch(box.form.action, { method: "POST", body: form, headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true })
      .catch(() => {}); // It holds for this page; My settings keeps it once the desk answers.
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  cd.append(dialog);
}

if (cd) {
  nameKeys(cd);
  document.addEventListener("claimdesk:fresh", () => nameKeys(cd));
  for (const bar of document.querySelectorAll("[data-keys]")) {
    bar.hidden = false;
    bar.querySelector("[data-all-keys]")?.addEventListener("click", showAll);
  }
  document.addEventListener("keydown", press);
  // Where something went wrong or a field was opened for typing, start there: after the browser went to the address's place.
  const start = document.querySelector(".cd [aria-invalid=true]") ?? document.querySelector(".cd [data-focus]");
  if (start) window.addEventListener("load", () => setTimeout(() => start.focus()));
}
