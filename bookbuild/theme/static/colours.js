/* The colour mode: light, dark, or as the system has it. Paper is light. */
const root = document.documentElement;
const buttons = document.querySelectorAll("[data-does=mode]");
const WORDS = { light: "light", dark: "dark", auto: "as your system" };

let system;
try {
  system = matchMedia("(prefers-color-scheme: dark)");
} catch {
  // A browser that does not say what the system prefers gets light pages, and the switch.
}
const show = (mode) => {
  root.dataset.mode = mode;
  root.dataset.theme = mode !== "auto" ? mode : system?.matches ? "dark" : "light";
  for (const button of buttons) button.title = button.ariaLabel = `Colour mode: ${WORDS[mode]}`;
};
const remember = (mode) => {
  try {
    localStorage.setItem("mode", mode);
  } catch {
    // Storage is switched off or full: the choice holds for this page.
  }
};
system?.addEventListener?.("change", () => show(root.dataset.mode));
show(root.dataset.mode ?? "auto");
for (const button of buttons) {
  button.addEventListener("click", () => {
    const modes = system?.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const next = modes[(modes.indexOf(root.dataset.mode) + 1) % 3];
    show(next);
    remember(next);
  });
}

addEventListener("beforeprint", () => {
  root.dataset.theme = "light";
});
addEventListener("afterprint", () => show(root.dataset.mode));
