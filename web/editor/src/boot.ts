// Starts the page: theme first so that nothing flashes, then the program, then, when the page already works, the editor.

export {};

const parameters = new URLSearchParams(location.search);
const theme = parameters.get("theme") ?? readTheme();
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
if (parameters.has("embed")) document.documentElement.dataset.embed = "";

function readTheme(): string | null {
  try {
    return localStorage.getItem("hurdles-theme");
  } catch {
    return null; // Storage may be forbidden in a frame.
  }
}

function address(selector: string): string {
  return document.querySelector<HTMLLinkElement>(selector)?.href ?? "";
}

async function start() {
  const program = await import(address("link[rel=modulepreload]"));
  await program.default({ module_or_path: address("link[rel=preload][as=fetch]") });
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 50));
  idle(() => void import("./editor.js").catch(() => undefined)); // Without it the plain text areas stay.
}

start().catch((error: unknown) => {
  const note = document.getElementById("boot");
  if (note) note.textContent = `Hurdles could not start: ${error instanceof Error ? error.message : String(error)}`;
});
