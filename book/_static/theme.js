/* What the theme's own scripts do, without what this book does not use (Bootstrap, switches of versions,
   banners): colour mode, search dialog, sidebars, the contents that follow the reader. */
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const stored = (place, name, value) => {
    try {
      return value === undefined ? place().getItem(name) : place().setItem(name, value);
    } catch {
      return null; // storage is switched off: the page works, it only remembers nothing
    }
  };

  /* Colour mode: light, dark, or as the system has it. */
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const show = (mode) => {
    root.dataset.mode = mode;
    root.dataset.theme = mode !== "auto" ? mode : prefersDark.matches ? "dark" : "light";
    for (const button of all(".theme-switch-button")) {
      const words = { light: "light", dark: "dark", auto: "as your system" }[mode];
      button.title = button.ariaLabel = `Colour mode: ${words}`;
    }
  };
  prefersDark.addEventListener("change", () => show(root.dataset.mode));
  show(root.dataset.mode);
  for (const button of all(".theme-switch-button")) {
    button.addEventListener("click", () => {
      const modes = prefersDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
      const next = modes[(modes.indexOf(root.dataset.mode) + 1) % 3];
      stored(() => localStorage, "mode", next);
      show(next);
    });
  }

  /* Paper is light. */
  addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => show(root.dataset.mode));

  /* A dialog closes when one clicks beside it, and on Escape (Sphinx's scripts keep that key). */
  const closable = (dialog) => {
    dialog.addEventListener("click", ({ target, clientX, clientY }) => {
      const box = dialog.getBoundingClientRect();
      const across = clientX >= box.left && clientX <= box.right;
      const inside = across && clientY >= box.top && clientY <= box.bottom;
      if (target === dialog && !inside) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    });
  };

  /* Search: in a dialog, or in the field of the search page. */
  const searchDialog = byId("pst-search-dialog");
  const search = () => {
    const field = document.querySelector(".bd-search-container input[type=search]");
    if (field) field.focus();
    else if (searchDialog.open) searchDialog.close();
    else searchDialog.showModal();
  };
  closable(searchDialog);
  for (const button of all(".search-button__button")) button.addEventListener("click", search);
  const isMac = /^(Mac|iPhone|iPad)/.test(navigator.platform);
  if (isMac) for (const key of all(".kbd-shortcut__modifier")) if (key.innerText === "Ctrl") key.innerText = "⌘";
  addEventListener("keydown", (event) => {
    const plain = !event.shiftKey && !event.altKey && (isMac ? event.metaKey : event.ctrlKey);
    if (!plain || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    search();
  });

  /* Sidebars: beside the page where there is room, else in a dialog. */
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
      dialog.addEventListener("click", ({ target }) => target.closest("a") && dialog.close());
    }
    for (const button of all(`.${side}-toggle`)) {
      button.addEventListener("click", () => {
        if (side === "primary" && matchMedia("(min-width: 992px)").matches) {
          bar.classList.toggle("pst-sidebar-hidden");
          return;
        }
        move(bar, dialog);
        dialog.showModal();
      });
    }
  }

  /* The list of chapters stays where it was scrolled to; on the first page the chapter is in view. */
  const list = document.querySelector(".bd-sidebar-primary");
  const top = stored(() => sessionStorage, "sidebar-scroll-top");
  if (list && top !== null) list.scrollTop = top;
  addEventListener("pagehide", () => list && stored(() => sessionStorage, "sidebar-scroll-top", list.scrollTop));

  /* The contents of the page mark the section one reads. */
  const links = new Map();
  for (const link of all("#pst-page-toc-nav a")) {
    const section = byId(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section.querySelector("h1,h2,h3,h4,h5,h6") ?? section, link);
  }
  const mark = (current) => {
    for (const link of links.values()) {
      link.classList.toggle("active", link === current);
      link.closest(".toc-entry")?.classList.toggle("active", link === current);
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const spy = new IntersectionObserver((seen) => {
    const last = seen.filter((one) => one.isIntersecting).pop();
    if (last) mark(links.get(last.target));
  }, { rootMargin: "0px 0px -70% 0px" });
  for (const heading of links.keys()) spy.observe(heading);

  /* A shadow below the header when the page is scrolled. */
  const pixel = document.querySelector(".sbt-scroll-pixel-helper");
  if (pixel) {
    new IntersectionObserver(([seen]) => {
      document.body.classList.toggle("scrolled", seen.boundingClientRect.y < 0);
    }).observe(pixel);
  }
})();
