/* The menus of the page's header, and the keys that turn pages. */
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-does=print]")) print();
});

/* Menus close when one looks elsewhere, and on Escape. */
const menus = () => document.querySelectorAll(".tools details[open]");
const closeOthers = ({ target }) => {
  for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
};
document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* The left and right arrows lead to the pages before and after, unless they mean something where
   one is: in a field, in a box that scrolls, in a figure, in an enlarged page. */
const TAKEN = "input, select, textarea, button, summary, [tabindex], [contenteditable], figure, dialog";
const RELATIONS = { ArrowLeft: "prev", ArrowRight: "next" };
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!(key in RELATIONS) || target.closest(TAKEN) || document.querySelector("dialog[open]")) return;
  const { scrollWidth } = document.documentElement;
  if (window.visualViewport?.scale > 1.01 || scrollWidth > innerWidth + 1) return;
  document.querySelector(`.onwards [rel=${RELATIONS[key]}]`)?.click();
});
