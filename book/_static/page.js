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
  const measure = (boxes) => {
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth + 1);
    boxes.forEach((box, i) => {
      if (wide[i]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  const sizes = new ResizeObserver((boxes) => measure(boxes.map(({ target }) => target)));

  /* Code has a button that copies it. */
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
  const addCopyButton = (code) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copybtn o-tooltip--left";
    button.innerHTML = icon;
    say(button, "Copy");
    button.addEventListener("click", copy);
    code.after(button);
  };

  /* Both are done bit by bit when the browser has nothing else to do: to measure a formula that is
     far from the screen, it has to be laid out. */
  const boxes = [...all("pre, .katex-display, .rnnbook-picture, .pst-scrollable-table-container, .cell_output > .output")];
  const measured = [];
  const whenIdle = window.requestIdleCallback ?? ((act) => setTimeout(act, 20));
  const prepare = () => {
    for (const box of boxes.splice(0, 4)) {
      measured.push(box);
      sizes.observe(box);
      if (box.matches("div.highlight > pre")) addCopyButton(box);
    }
    if (boxes.length) whenIdle(prepare);
  };
  whenIdle(prepare);
  // Letters that arrive later are wider or narrower. (To ask for document.fonts.ready would lay the
  // page out at once.)
  document.fonts.addEventListener("loadingdone", () => measure(measured));

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
