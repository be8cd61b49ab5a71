// Ticks all claims of the page at once, and counts what is ticked.

const form = document.querySelector("[data-bulk]");

if (form) {
  const boxes = () => [...form.querySelectorAll("input[name=claims]")];
  const all = form.querySelector("[data-tick-all]");
  const count = form.querySelector("[data-count]");
  const plain = count?.textContent ?? "";

  const look = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    if (count) count.textContent = ticked ? `${plain}: ${ticked}` : plain;
    if (all) {
      const box = all.querySelector("input");
      box.checked = ticked > 0 && ticked === boxes().length;
      box.indeterminate = ticked > 0 && ticked < boxes().length;
    }
  };

  if (all) {
    all.hidden = false;
    all.querySelector("input").addEventListener("change", (event) => {
      for (const box of boxes()) box.checked = event.target.checked;
      look();
    });
  }
  form.addEventListener("change", look);
  form.addEventListener("reset", () => setTimeout(look));
  look();
}
