// Shows on the way what is still missing in a verdict, and which number each cited passage gets.

const form = document.querySelector("[data-verdict]");

function answered(name) {
  return [...form.elements].some((each) => each.name === name && each.checked);
}

function mark(what, done) {
  const line = form.querySelector(`[data-for=${what}]`);
  line.classList.toggle("todo", !done);
  line.querySelector("span").classList.toggle("ok", done);
  line.querySelector("use").setAttribute("href", done ? "#i-check" : "#i-todo");
}

function look() {
  let number = 0;
  let stances = true;
  for (const box of document.querySelectorAll("input[name=cite]")) {
    const words = box.closest(".cd-pick").querySelector("[data-cite]");
    words.dataset.plain ??= words.textContent;
    if (box.checked) {
      number += 1;
      words.textContent = `${words.dataset.cited} [${number}]`;
      stances &&= answered(`stance-${box.value}`);
    } else {
      words.textContent = words.dataset.plain;
    }
  }
  mark("answers", answered("attribution") && answered("rating"));
  mark("cited", number > 0 && stances);
  mark("rationale", form.elements.rationale.value.trim() !== "");
}

if (form) {
  document.addEventListener("change", look);
  document.addEventListener("claimdesk:fresh", look);
  form.elements.rationale.addEventListener("input", look);
  look();
}
