/* What opens above the page: the search, and on narrow screens the chapters and the contents. */
const byId = (id) => document.getElementById(id);
const all = (selector) => document.querySelectorAll(selector);

const open = (dialog) => {
  try {
    dialog.showModal();
  } catch {
    // An older browser knows no dialogs: see the style sheet.
    dialog.setAttribute("open", "");
    dialog.querySelector("input, a")?.focus();
  }
};
const close = (dialog) => {
  if (dialog.close) return dialog.close();
  dialog.removeAttribute("open");
  dialog.dispatchEvent(new Event("close"));
};

/* A dialog closes when one clicks beside it, and on Escape (a search field keeps that key). */
const closable = (dialog) => {
  dialog.addEventListener("click", ({ target, clientX, clientY }) => {
    const box = dialog.getBoundingClientRect();
    const across = clientX >= box.left && clientX <= box.right;
    const inside = across && clientY >= box.top && clientY <= box.bottom;
    if (target === dialog && !inside) close(dialog);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close(dialog);
  });
};

/* Search: in a dialog, or in the field of the search page. */
const searchDialog = byId("pst-search-dialog");
const search = () => {
  const field = document.querySelector(".bd-search-container input[type=search]");
  if (field) field.focus();
  else if (searchDialog.hasAttribute("open")) close(searchDialog);
  else open(searchDialog);
};
closable(searchDialog);
for (const button of all(".search-button__button")) button.addEventListener("click", search);
// Some servers know no longer address, and nobody means a whole page that was pasted.
for (const field of all("input[type=search]")) field.maxLength = 300;
let isMac = false;
try {
  isMac = /^(Mac|iPhone|iPad)/.test(navigator.platform);
} catch {
  // A browser that does not say which keyboard it has is taken to have a Ctrl key.
}
if (isMac) for (const key of all(".kbd-shortcut__modifier")) if (key.innerText === "Ctrl") key.innerText = "⌘";
addEventListener("keydown", (event) => {
  const plain = !event.shiftKey && !event.altKey && (isMac ? event.metaKey : event.ctrlKey);
  if (!plain || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  search();
});

/* Sidebars: beside the page where there is room, else in a dialog. */
const isWide = () => {
  try {
    return matchMedia("(min-width: 992px)").matches;
  } catch {
    return false; // a dialog has room on every screen
  }
};
const move = (from, to) => {
  to.append(...from.childNodes);
  to.classList.add(...from.classList);
  from.classList.remove(...from.classList);
};
for (const side of ["primary", "secondary"]) {
  const bar = byId(`pst-${side}-sidebar`);
  const dialog = byId(`pst-${side}-sidebar-modal`);
  if (!bar || !dialog) continue;
  closable(dialog);
  dialog.addEventListener("close", () => move(dialog, bar));
  if (side === "secondary") {
    dialog.addEventListener("click", ({ target }) => target.closest("a") && close(dialog));
  }
  for (const button of all(`.${side}-toggle`)) {
    button.addEventListener("click", () => {
      if (side === "primary" && isWide()) {
        bar.classList.toggle("pst-sidebar-hidden");
        return;
      }
      move(bar, dialog);
      open(dialog);
    });
  }
}
