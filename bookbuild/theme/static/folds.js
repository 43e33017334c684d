/* What is folded is opened for whoever is sent there: by an address, by a search, by paper. What is
   found in a page the browser itself shows, since folds are <details>. */
const reveal = (place, how) => {
  // A link to a folded solution means what is in it; one to a claim, its sentence and not its code.
  const folds = [...place.querySelectorAll(":scope > details:not(.code-fold)")];
  for (let one = place.closest("details"); one; one = one.parentElement.closest("details")) {
    folds.push(one);
  }
  const shut = folds.filter((fold) => !fold.open);
  for (const fold of shut) fold.open = true;
  if (shut.length || how) place.scrollIntoView(how);
};

/* An address: the page's own, or one that a link of the page leads to once more. */
const decoded = (name) => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a percent sign that stands for itself
  }
};
const show = () => {
  const name = location.hash.slice(1);
  const place = document.getElementById(name) ?? document.getElementById(decoded(name));
  if (place) reveal(place);
};
show();
addEventListener("hashchange", show);
document.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href]");
  if (link?.hash && link.href === location.href) show();
});

/* A search in the book: its words come in the address, are marked, and leave it. Escape takes the marks off. */
const marks = () => document.querySelectorAll("article .highlighted");
const address = new URL(location.href);
const words = address.searchParams.get("highlight")?.match(/[\p{L}\p{N}_]+/gu) ?? [];
const mark = () => {
  const wanted = new RegExp(`(${words.slice(0, 50).join("|")})`, "giu");
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.data.search(wanted) < 0) continue;
    if (!text.parentElement.closest(".katex, svg, script, button, select")) found.push(text);
  }
  for (const text of found) {
    const parts = text.data.split(wanted).map((part, i) => {
      if (i % 2 === 0) return part;
      const span = document.createElement("span");
      span.className = "highlighted";
      span.textContent = part;
      return span;
    });
    text.replaceWith(...parts);
  }
};
if (address.searchParams.has("highlight")) {
  if (words.length) mark();
  const seen = [...marks()];
  const first = seen.find((one) => !one.closest("details:not([open])")) ?? seen[0];
  if (first && !location.hash) reveal(first, { block: "center" });
  address.searchParams.delete("highlight");
  try {
    history.replaceState(null, "", address);
  } catch {
    // A page in a frame may have to keep its address.
  }
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") for (const one of marks()) one.replaceWith(...one.childNodes);
  });
}

/* Paper. */
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("article details:not([open])")];
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});
