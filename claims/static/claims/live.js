// Keeps an open page up to date: when the desk says that something changed, the page is fetched again and its marked
// regions are put in place. The page's own HTML is all there is; without script it is simply read again by hand.
//
//   <main data-live-url="https://…/live/claims/ID"> … <section id="sources" data-live-region> …
//   <ol data-live-rows> <li><article id="claim-7" data-live-region> …
//
// A region needs an id. One that holds the focus or unsaved words is left alone until the person has moved on. In a list
// of rows, rows that came are put where they belong. A page that answers a refused form has no address here: nothing
// may take what was typed away.

const SOON = 100; // ms: several changes at once are one
const REST = 300; // ms between two fetches at least, and three times as long as the last one took
const LONGEST_REST = 5000; // ms: a desk that is slow to answer is asked less often, but not forgotten
const FIRST_PAUSE = 5000; // ms until a line that was refused is tried again, twice as long each time
const LONGEST_PAUSE = 60000;

const watched = document.querySelector("[data-live-url]");
if (watched && "EventSource" in window) watch(watched.dataset.liveUrl);

function watch(url) {
  let due = 0;
  let fetching = false;
  let again = false; // a region was in hand: look once more when the person has moved on
  let missed = false; // something changed while the page was being fetched
  let next = 0; // when the page may be fetched again, as Date.now()
  let pause = FIRST_PAUSE;
  let stream = null;
  let left = false;

  listen();
  addEventListener("pagehide", () => { left = true; stream.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && again) later(); });
  document.addEventListener("focusout", () => { if (again) later(); });

  // A lost line comes back by itself. One that was refused (the desk is being restarted, or full) does not: it is asked
  // for anew, and says “change” at once, so that nothing is missed.
  function listen() {
    stream = new EventSource(url, { withCredentials: true });
    stream.addEventListener("open", () => { pause = FIRST_PAUSE; });
    stream.addEventListener("change", later);
    stream.addEventListener("error", () => {
      if (left || stream.readyState !== EventSource.CLOSED) return;
      setTimeout(listen, pause);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    });
  }

  function later() {
    if (due) return;
    due = setTimeout(refresh, Math.max(SOON, next - Date.now()));
  }

  async function refresh() {
    due = 0;
    if (fetching) { missed = true; return; }
    if (document.hidden) { again = true; return; }
    fetching = true;
    again = missed = false;
    const asked = Date.now();
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store", redirect: "error" });
      if (answer.ok) again = !replace(await answer.text());
    } catch {
      // The desk did not answer. The page stays as it is; the stream comes back by itself and says "change" again.
    } finally {
      fetching = false;
      next = Date.now() + Math.min(LONGEST_REST, Math.max(REST, 3 * (Date.now() - asked)));
      if (missed) later();
    }
  }
}

// Puts new regions in place; says whether all of them could be.
function replace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  let all = true;
  for (const region of document.querySelectorAll("[data-live-region][id]")) {
    const next = fresh.getElementById(region.id);
    if (!next || same(region, next)) continue;
    if (inHand(region)) { all = false; continue; }
    const kept = remembered(region);
    // The element itself stays, so that readers who listen to it (aria-live) hear what is new in it.
    region.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
    for (const { name } of [...region.attributes]) if (!next.hasAttribute(name)) region.removeAttribute(name);
    for (const { name, value } of next.attributes) if (region.getAttribute(name) !== value) region.setAttribute(name, value);
    for (const id of kept) region.querySelector(`details[id="${CSS.escape(id)}"]`)?.setAttribute("open", "");
  }
  for (const list of document.querySelectorAll("[data-live-rows][id]")) addRows(list, fresh.getElementById(list.id));
  document.dispatchEvent(new Event("claimdesk:fresh"));
  return all;
}

// Rows that came since are put before the row that follows them in the fresh list; none is moved or taken away.
function addRows(list, next) {
  if (!next) return;
  let follows = null;
  for (const row of [...next.children].reverse()) {
    const id = row.querySelector("[data-live-region][id]")?.id;
    const here = id && document.getElementById(id)?.closest("[data-live-rows] > *");
    if (id && !here) {
      const made = document.importNode(row, true);
      list.insertBefore(made, follows);
      follows = made;
    } else if (here?.parentElement === list) {
      follows = here;
    }
  }
}

// Each rendering masks the token of its forms anew; that alone is no change.
function same(one, other) {
  return plain(one).isEqualNode(plain(other));
}

function plain(region) {
  const copy = region.cloneNode(true);
  for (const token of copy.querySelectorAll("input[name=csrfmiddlewaretoken]")) token.setAttribute("value", "");
  for (const each of copy.querySelectorAll("details[id]")) each.removeAttribute("open");
  for (const cap of copy.querySelectorAll("kbd[data-usual]")) {
    cap.textContent = cap.dataset.usual;
    cap.removeAttribute("data-usual");
  }
  return copy;
}

function remembered(region) {
  return [...region.querySelectorAll("details[open][id]")].map((each) => each.id);
}

function inHand(region) {
  if (region.contains(document.activeElement)) return true;
  const selected = getSelection();
  if (selected && !selected.isCollapsed && region.contains(selected.anchorNode)) return true;
  return [...region.querySelectorAll("input, textarea, select")].some(changed);
}

function changed(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((each) => each.selected !== each.defaultSelected);
  return field.value !== field.defaultValue;
}
