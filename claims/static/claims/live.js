// Keeps an open page up to date: when the desk says that something changed, the page is fetched again and its marked
// regions are put in place. The page's own HTML is all there is; without script it is simply read again by hand.
//
//   <main data-live-url="https://…/live/claims/ID"> … <section id="sources" data-live-region aria-live="polite"> …
//
// A region needs an id. One that holds the focus or unsaved words is left alone until the person has moved on.

const SOON = 100; // ms: several changes at once are one
const REST = 300; // ms between two fetches at least, and three times as long as the last one took
const LONGEST_REST = 5000; // ms: a desk that is slow to answer is asked less often, but not forgotten

const watched = document.querySelector("[data-live-url]");
if (watched && "EventSource" in window) watch(watched.dataset.liveUrl);

function watch(url) {
  let due = 0;
  let fetching = false;
  let again = false; // a region was in hand: look once more when the person has moved on
  let missed = false; // something changed while the page was being fetched
  let next = 0; // when the page may be fetched again, as Date.now()

  const stream = new EventSource(url, { withCredentials: true });
  stream.addEventListener("change", later);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && again) later(); });
  document.addEventListener("focusout", () => { if (again) later(); });

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
    if (!next || region.isEqualNode(next)) continue;
    if (inHand(region)) { all = false; continue; }
    const kept = remembered(region);
    // The element itself stays, so that readers who listen to it (aria-live) hear what is new in it.
    for (const { name } of [...region.attributes]) if (!next.hasAttribute(name)) region.removeAttribute(name);
    for (const { name, value } of next.attributes) if (region.getAttribute(name) !== value) region.setAttribute(name, value);
    region.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
    for (const id of kept) region.querySelector(`details[id="${CSS.escape(id)}"]`)?.setAttribute("open", "");
  }
  document.dispatchEvent(new Event("claimdesk:fresh"));
  return all;
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
