/* The buttons and menus of the page's header. */
const actions = {
  print: () => print(),
  fullscreen: () =>
    document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen(),
};
document.addEventListener("click", async ({ target }) => {
  try {
    await actions[target.closest("[data-action]")?.dataset.action]?.();
  } catch {
    // A frame that shows the page may allow neither.
  }
});

/* Menus close when one looks elsewhere, and on Escape. */
const menus = () => document.querySelectorAll(".article-header-buttons details[open]");
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
