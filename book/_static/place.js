/* Where one is: the list of chapters stays where it was scrolled to, the contents of the page mark
   the section one reads, and the header of a scrolled page has a shadow. */
const list = document.querySelector(".bd-sidebar-primary");
const KEY = "sidebar-scroll-top";
try {
  const top = sessionStorage.getItem(KEY);
  if (list && top !== null) list.scrollTop = top;
} catch {
  // Storage is switched off: the list begins at its top.
}
addEventListener("pagehide", () => {
  try {
    sessionStorage.setItem(KEY, list.scrollTop);
  } catch {
    // See above.
  }
});

const links = new Map();
for (const link of document.querySelectorAll("#pst-page-toc-nav a")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) links.set(section.querySelector("h1,h2,h3,h4,h5,h6") ?? section, link);
}
let marked;
const mark = (current) => {
  if (current === marked) return;
  for (const link of [marked, current]) {
    link?.classList.toggle("active", link === current);
    link?.closest(".toc-entry")?.classList.toggle("active", link === current);
  }
  marked?.removeAttribute("aria-current");
  current?.setAttribute("aria-current", "true");
  marked = current;
};
const follow = () => {
  const passed = [...links.keys()].filter(
    (heading) => heading.getBoundingClientRect().top < 0.3 * innerHeight,
  );
  mark(links.get(passed.pop()));
  document.body.classList.toggle("scrolled", scrollY > 0);
};
addEventListener("scroll", follow, { passive: true });
addEventListener("load", follow);
