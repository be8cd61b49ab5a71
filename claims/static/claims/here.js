// Says every now and then that this claim or article is still open here, and shows who else has it open. The page's own
// words say so without this file too, as they were when it was opened.

const line = document.querySelector("[data-here]");
const EVERY = 45000; // ms; the desk forgets after 120 s
const SOON = 1500; // a page that was left a moment ago may still be saying goodbye

if (line) {
  setTimeout(sign, SOON);
  setInterval(sign, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sign(); });
  addEventListener("pagehide", () => { post("leave").catch(() => {}); });
}

function post(act) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ act, csrfmiddlewaretoken: token });
  return fetch(line.dataset.here, { method: "POST", body, credentials: "same-origin", redirect: "error", keepalive: true });
}

async function sign() {
  if (document.hidden) return;
  try {
    const answer = await post("here");
    if (!answer.ok) return;
    const { words } = await answer.json();
    if (line.textContent !== words) line.textContent = words;
  } catch {
    // The desk did not answer; the next sign tries again.
  }
}
