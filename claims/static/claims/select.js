// The text beside the claims: it shows where the claim in hand stands, and selecting words fills the form for a new one.
// Offsets count characters as Python does (code points).

const text = document.querySelector("[data-text]");
const add = document.querySelector("[data-add]");
const into = document.querySelector("[data-span]") ?? add; // the form for other words of a claim comes first where it is open

function offset(node, at) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
  if (!piece || !text.contains(piece)) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, at) : at ? piece.textContent : "";
  return Number(piece.dataset.at) + [...before].length;
}

function ends(range) {
  let { startContainer, startOffset, endContainer, endOffset } = range;
  if (endContainer.nodeType !== Node.TEXT_NODE) {
    // A selection of whole lines ends before an element: take the last piece in front of it.
    const pieces = [...text.querySelectorAll("[data-at]")].filter((piece) => range.intersectsNode(piece));
    const last = pieces.at(-1);
    if (!last) return null;
    endContainer = last.firstChild;
    endOffset = last.textContent.length;
  }
  return [offset(startContainer, startOffset), offset(endContainer, endOffset)];
}

function take() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
  const range = selection.getRangeAt(0);
  const found = ends(range);
  if (!found || found.includes(null) || found[0] >= found[1]) return;
  const pieces = [...text.querySelectorAll("[data-at]")];
  const words = pieces
    .map((piece) => {
      const start = Number(piece.dataset.at);
      const signs = [...piece.textContent];
      return signs.slice(Math.max(0, found[0] - start), Math.max(0, found[1] - start)).join("");
    })
    .join("");
  if (!words.trim()) return;
  if (into === add) add.open = true;
  into.querySelector("[name=start]").value = found[0];
  into.querySelector("[name=end]").value = found[1];
  into.querySelector("[name=words]").value = words;
}

if (text && into) {
  text.addEventListener("mouseup", () => setTimeout(take));
  // Whoever selects by keys has the focus on the pane around the text, on a mark in it, or nowhere: never on the text itself.
  document.addEventListener("keyup", (event) => {
    if (!event.target.matches?.("input, textarea, select, button")) take();
  });
  into.querySelector("[name=words]").addEventListener("input", () => {
    into.querySelector("[name=start]").value = "";
    into.querySelector("[name=end]").value = "";
  });
}

const pane = document.querySelector(".cd-pane");
const mark = text?.querySelector(".mark-no--now");
if (pane && mark && mark.getBoundingClientRect().bottom > innerHeight && pane.scrollHeight > pane.clientHeight) {
  pane.scrollTop = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}
