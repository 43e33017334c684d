/* What pages do: menus, buttons, boxes that scroll, code that is copied, folds on paper. */
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  /* Buttons of the page's header. */
  const actions = {
    print: () => print(),
    fullscreen: () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.();
    },
  };
  document.addEventListener("click", (event) => {
    actions[event.target.closest("[data-action]")?.dataset.action]?.();
  });

  /* Menus close when one looks elsewhere, and on Escape. */
  const menus = () => all("details.dropdown[open]");
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

  /* Boxes whose content is wider than they are can be reached, and so scrolled, by keyboard. */
  const measured = new ResizeObserver((boxes) => {
    for (const { target } of boxes) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  const scrolling = "pre, .katex-display, .rnnbook-picture, .pst-scrollable-table-container, .cell_output > .output";
  const measure = () => {
    for (const box of all(scrolling)) {
      measured.unobserve(box);
      measured.observe(box);
    }
  };
  measure();
  document.fonts.ready.then(measure); // letters that arrive later are wider or narrower

  /* Code has a button that copies it, put there when the code comes near the screen. */
  const icon = '<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke-width="1.5" aria-hidden="true"><rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/></svg>';
  const say = (button, words) => {
    button.dataset.tooltip = button.ariaLabel = words;
  };
  const copy = async ({ currentTarget: button }) => {
    try {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent.replace(/\n$/, ""));
      button.classList.add("success");
      say(button, "Copied");
    } catch {
      say(button, "Not allowed to copy");
    }
    setTimeout(() => {
      button.classList.remove("success");
      say(button, "Copy");
    }, 2000);
  };
  const near = new IntersectionObserver((blocks) => {
    for (const { target, isIntersecting } of blocks) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copybtn o-tooltip--left";
      button.innerHTML = icon;
      say(button, "Copy");
      button.addEventListener("click", copy);
      target.after(button);
    }
  }, { rootMargin: "300px" });
  for (const block of all("div.highlight > pre")) near.observe(block);

  /* On paper every fold is open. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...all("article details:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
})();
