// Ticks all claims of the page at once, and counts what is ticked.

const plain = new WeakMap(); // what the count says where nothing is ticked

wire();
document.addEventListener("claimdesk:fresh", wire);

function wire() {
  const form = document.querySelector("[data-bulk]");
  if (!form) return;
  if (!form.dataset.wired) {
    form.dataset.wired = "yes";
    const all = form.querySelector("[data-tick-all]");
    if (all) {
      all.hidden = false;
      all.querySelector("input").addEventListener("change", (event) => {
        for (const box of boxes(form)) box.checked = event.target.checked;
      });
    }
    form.addEventListener("change", () => look(form));
    form.addEventListener("reset", () => setTimeout(() => look(form)));
  }
  look(form);
}

function boxes(form) {
  return [...form.querySelectorAll("input[name=claims]")];
}

function look(form) {
  const every = boxes(form);
  const ticked = every.filter((box) => box.checked).length;
  const count = form.querySelector("[data-count]");
  if (count) {
    if (!plain.has(count)) plain.set(count, count.textContent);
    const words = ticked ? `${plain.get(count)}: ${ticked}` : plain.get(count);
    if (count.textContent !== words) count.textContent = words;
  }
  const all = form.querySelector("[data-tick-all] input");
  if (all) {
    all.checked = ticked > 0 && ticked === every.length;
    all.indeterminate = ticked > 0 && ticked < every.length;
  }
}
