// Searches while someone types: the search form is asked as it stands, and what it finds is put in place of what was
// there. Enter and the button send the form as ever, as they do without this file.
//
//   <form data-as-you-type> … <input type="search"> … </form>   <div id="found" data-found> … </div>
//
// A form with data-follows is sent to where the page that was found would send it.

const form = document.querySelector("form[data-as-you-type]");
const PAUSE = 250; // ms without a key
const SHORTEST = 3; // signs that one of the words has at least: fewer are in almost everything

if (form) {
  const field = form.querySelector("input[type=search]");
  let due = 0;
  let asking = null;
  let last = asked();

  field.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(search, PAUSE);
  });
  form.addEventListener("submit", () => { clearTimeout(due); asking?.abort(); });

  // Where the form leads as it stands; without anything it asks for every row by name, as the page's own links do.
  function asked() {
    const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return `${new URL(form.action).pathname}?${given.size ? given : "view=none"}`;
  }

  async function search() {
    const words = field.value.trim();
    if (words && !words.split(/\s+/).some((word) => word.length >= SHORTEST)) return;
    const address = asked();
    if (address === last) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(address, { credentials: "same-origin", redirect: "error", signal: asking.signal });
      if (!answer.ok) return;
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      history.replaceState(null, "", address);
      last = address;
    } catch {
      // A newer search took its place, or the desk did not answer: what is shown stays, and Enter still asks.
    }
  }
}

function put(page) {
  const kept = typed();
  for (const region of document.querySelectorAll("[data-found][id]")) {
    const next = page.getElementById(region.id);
    if (next) region.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
  }
  const forms = page.querySelectorAll("form[data-follows]");
  document.querySelectorAll("form[data-follows]").forEach((each, place) => {
    if (forms[place]) each.action = forms[place].getAttribute("action");
  });
  for (const each of kept) again(each);
  document.dispatchEvent(new Event("claimdesk:fresh"));
}

// What someone ticked, chose or wrote in the rows: it is put back where the same fields are still there.
function typed() {
  return [...document.querySelectorAll("[data-found] :is(input, select, textarea)[name]:not([type=hidden])")]
    .filter((each) => (each.type === "checkbox" ? each.checked : each.value !== (each.defaultValue ?? each.options[0]?.value)))
    .map((each) => ({ name: each.name, value: each.value, ticked: each.type === "checkbox" }));
}

function again({ name, value, ticked }) {
  for (const each of document.querySelectorAll(`[data-found] [name="${CSS.escape(name)}"]`)) {
    if (!ticked) each.value = value;
    else if (each.value === value) each.checked = true;
  }
}
