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

/* The search: in a dialog, or in the field of the search page. Its program is loaded when a field
   is entered for the first time. */
const dialog = byId("search-dialog");
const search = () => {
  const field = document.querySelector("main form[role=search] input");
  if (field) field.focus();
  else if (dialog.hasAttribute("open")) close(dialog);
  else open(dialog);
};
closable(dialog);
for (const button of all("[data-does=search]")) button.addEventListener("click", search);
dialog.addEventListener(
  "focusin",
  () => {
    if (document.querySelector("script[src*='bundle/search.js']")) return;
    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset.content_root}_static/bundle/search.js`;
    document.head.append(script);
  },
  { once: true },
);
let isMac = false;
try {
  isMac = /^(Mac|iPhone|iPad)/.test(navigator.platform);
} catch {
  // A browser that does not say which keyboard it has is taken to have a Ctrl key.
}
if (isMac) for (const key of all("kbd .ctrl")) key.textContent = "⌘";
addEventListener("keydown", (event) => {
  const plain = !event.shiftKey && !event.altKey && (isMac ? event.metaKey : event.ctrlKey);
  if (!plain || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  search();
});

/* The chapters and the contents of the page stand beside it where there is room. Elsewhere they
   move into a dialog, and back when it closes. */
for (const side of ["book", "contents"]) {
  const bar = byId(side);
  const dialog = byId(`${side}-dialog`);
  if (!bar) continue;
  closable(dialog);
  dialog.addEventListener("close", () => bar.append(...dialog.childNodes));
  dialog.addEventListener("click", ({ target }) => target.closest("a[href*='#']") && close(dialog));
  for (const button of all(`[data-opens=${side}]`)) {
    button.addEventListener("click", () => {
      dialog.append(...bar.childNodes);
      open(dialog);
      dialog.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
    });
  }
}
