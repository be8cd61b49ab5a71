// Saves the verdict while it is written: to the desk a moment after the last key, and first to this browser, so that a
// lost connection or a closed tab loses nothing. Two windows on one draft are told; neither overwrites the other.

const form = document.querySelector("[data-verdict]");
const said = document.querySelector("[data-draft]");
const AFTER = 1200; // ms of rest before saving
const LONGEST_PAUSE = 30000;

if (form && said) begin();

function begin() {
  const key = `claimdesk.draft.${form.dataset.verdict}`;
  const version = form.elements.draft;
  const compare = form.querySelector("[data-compare]");
  const rest = Number(said.dataset.rest) || AFTER;
  let due = 0;
  let pause = 1000;
  let saving = false;
  let stopped = false;
  let changed = false;

  const words = (name, at = "") => { said.textContent = (said.dataset[name] ?? "").replace("{at}", at); };

  restore();
  for (const event of ["input", "change"]) document.addEventListener(event, (given) => {
    if (given.target.form === form) later();
  });
  // Kept until the desk has it: a claim that it took has another version when its form is next seen.
  form.addEventListener("submit", () => { stopped = true; clearTimeout(due); remember([["sent_with", form.elements.seen.value]]); });
  addEventListener("online", () => { if (changed) save(); });
  addEventListener("pagehide", () => { if (changed && !stopped) send({ keepalive: true }).catch(() => {}); });

  function later() {
    if (stopped) return;
    changed = true;
    remember();
    clearTimeout(due);
    due = setTimeout(save, rest);
  }

  function body() {
    const data = new URLSearchParams(new FormData(form));
    data.set("act", "save_draft");
    return data;
  }

  function send(options) {
    return fetch(form.action, { method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual", ...options });
  }

  async function save() {
    if (saving || stopped) return;
    saving = true;
    changed = false;
    try {
      const answer = await send();
      if (answer.type === "opaqueredirect") { signedOut(); return; }
      const told = await answer.json();
      if (answer.ok) {
        version.value = told.version;
        pause = 1000;
        if (changed) remember(); else forget();
        words("saved", told.at);
      } else {
        stopped = true;
        said.textContent = told.words;
        if (answer.status === 409) compare.hidden = false;
      }
    } catch {
      changed = true;
      words("offline");
      clearTimeout(due);
      due = setTimeout(save, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    } finally {
      saving = false;
      if (changed && !due) later();
    }
  }

  // The desk leads to the door: somebody signed out in another tab. The words stay here, and go when they are back.
  function signedOut() {
    changed = true;
    words("out");
    due = setTimeout(save, LONGEST_PAUSE);
  }

  function remember(further = []) {
    const fields = [...body(), ...further].filter(([name]) => !["csrfmiddlewaretoken", "act", "seen"].includes(name));
    try { localStorage.setItem(key, JSON.stringify(fields)); } catch { /* The desk keeps it. */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch { /* Nothing was kept. */ }
  }

  // What the desk never got, because the connection or the tab went first, stands in the form again.
  function restore() {
    let fields = null;
    try { fields = JSON.parse(localStorage.getItem(key)); } catch { /* Not ours. */ }
    if (!Array.isArray(fields)) return;
    const given = new URLSearchParams(fields);
    const sent = given.get("sent_with");
    given.delete("sent_with");
    if (sent && sent !== form.elements.seen.value) { forget(); return; }
    if (given.get("draft") !== version.value) { differ(given); return; }
    fill(given);
    words("restored");
    changed = true;
    due = setTimeout(save, rest);
  }

  // The draft went on elsewhere. Where this browser holds other words they are neither put in place nor thrown away.
  function differ(given) {
    const plain = (all) => JSON.stringify([...all].filter(([name]) => !["draft", "csrfmiddlewaretoken", "act", "seen"].includes(name)).sort());
    if (plain(given) === plain(body())) { forget(); return; }
    words("other");
    compare.hidden = false;
    compare.addEventListener("click", () => { fill(given); version.value = given.get("draft"); }, { once: true });
  }

  function fill(given) {
    for (const field of form.elements) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = given.getAll(field.name).includes(field.value);
      else if (field.name === "rationale") field.value = given.get("rationale") ?? "";
    }
    document.dispatchEvent(new Event("change"));
  }
}
