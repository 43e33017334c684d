/* Where one is: the list of chapters stays where it was scrolled to, the contents of the page mark
   the section one reads, and on narrow screens the header names it. */
const list = document.getElementById("book");
const KEY = "chapters-scroll-top";
try {
  const top = sessionStorage.getItem(KEY);
  if (top !== null) list.scrollTop = top;
  else list.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
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
for (const link of document.querySelectorAll("#contents a")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) links.set(section.querySelector("h1,h2,h3,h4,h5,h6") ?? section, link);
}
const name = document.querySelector("header .here span");
const unnamed = name?.textContent;
let marked;
const mark = (current) => {
  if (current === marked) return;
  marked?.removeAttribute("aria-current");
  current?.setAttribute("aria-current", "true");
  if (name) name.textContent = current?.textContent ?? unnamed;
  marked = current;
};
const follow = () => {
  const { scrollHeight } = document.documentElement;
  const headings = [...links.keys()];
  const passed = headings.filter((one) => one.getBoundingClientRect().top < 0.3 * innerHeight);
  // Nothing below can come any higher.
  const isFoot = scrollY > 0 && scrollY + innerHeight >= scrollHeight - 2;
  mark(links.get((isFoot ? headings : passed).pop()));
};
addEventListener("scroll", follow, { passive: true });
addEventListener("load", follow);
