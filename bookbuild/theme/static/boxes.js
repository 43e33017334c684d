/* Boxes: code has a button that copies it, and what is wider than its box can be scrolled by
   keyboard. */
const icon = '<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke-width="1.5" aria-hidden="true"><rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/></svg>';
const say = (button, words) => {
  button.title = button.ariaLabel = words;
};
const copied = async (code) => {
  try {
    await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
    return true;
  } catch {
    // Browsers keep the clipboard from pages that came by http or stand in a frame. What is
    // selected they may copy the older way, and if not, a reader's own keys do.
    getSelection().selectAllChildren(code);
    return document.execCommand("copy");
  }
};
const copy = async ({ currentTarget: button }) => {
  const done = await copied(button.previousElementSibling).catch(() => false);
  button.classList.toggle("done", done);
  say(button, done ? "Copied" : "Not allowed to copy");
  setTimeout(() => {
    button.classList.remove("done");
    say(button, "Copy");
  }, 2000);
};
const addCopyButton = (code) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.innerHTML = icon;
  say(button, "Copy");
  button.addEventListener("click", copy);
  code.after(button);
};

const measure = (boxes) => {
  // Formulas and pictures may be a pixel too wide by rounding; lines of code are what they are.
  const wide = boxes.map((box) => box.scrollWidth > box.clientWidth + !box.matches("pre"));
  boxes.forEach((box, i) => {
    if (wide[i]) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
};
const measured = [];
const measureAgain = () => measure(measured);
let sizes;
try {
  sizes = new ResizeObserver((boxes) => measure(boxes.map(({ target }) => target)));
} catch {
  // See `watch`.
}
const watch = (box) => {
  measured.push(box);
  try {
    sizes.observe(box);
  } catch {
    // Without such an observer a box is measured now, and when the window changes.
    measure([box]);
    addEventListener("resize", measureAgain);
  }
};

/* Both are done bit by bit when the browser has nothing else to do: to measure a formula that is far
   from the screen, it has to be laid out. */
const whenIdle = (act) => {
  try {
    requestIdleCallback(act, { timeout: 200 }); // frames may never be idle
  } catch {
    setTimeout(act, 20);
  }
};
const boxes = [...document.querySelectorAll("pre, .katex-display, .rnnbook-picture, .wide-table, .cell_output > .output")];
const prepare = () => {
  for (const box of boxes.splice(0, 4)) {
    if (box.matches("div.highlight > pre")) addCopyButton(box);
    watch(box);
  }
  if (boxes.length) whenIdle(prepare);
};
whenIdle(prepare);
// Letters that arrive later are wider or narrower. (To ask for document.fonts.ready would lay the
// page out at once.)
document.fonts?.addEventListener?.("loadingdone", measureAgain);
