// The loader for other sites. Put `data-hurdles="<link>"` on any element, for instance the <pre> of a tutorial: it stays as it is
// until the reader asks for it, and then becomes a live copy of Hurdles in a frame.

export {};

const here = new URL(".", (document.currentScript as HTMLScriptElement | null)?.src ?? location.href);

function frameAddress(element: HTMLElement): string {
  const link = element.dataset.hurdles ?? "";
  const address = new URL(here);
  address.searchParams.set("embed", element.dataset.mode === "readonly" ? "readonly" : "");
  const theme = element.dataset.theme;
  if (theme) address.searchParams.set("theme", theme);
  address.hash = link.includes("#") ? link.slice(link.indexOf("#")) : link;
  return address.href;
}

function open(element: HTMLElement, button: HTMLElement) {
  const frame = document.createElement("iframe");
  frame.src = frameAddress(element);
  frame.title = element.dataset.title ?? "Hurdles";
  frame.allow = "clipboard-write";
  const height = Math.max(element.offsetHeight, 320);
  frame.setAttribute("height", String(height));
  frame.setAttribute("width", "100%");
  frame.style.border = "0";
  frame.style.display = "block";
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== here.origin) return;
    const wanted = (event.data as { hurdles?: { height?: unknown } } | null)?.hurdles?.height;
    if (typeof wanted === "number" && wanted > 0) frame.setAttribute("height", String(Math.ceil(wanted)));
  });
  button.remove();
  element.replaceWith(frame);
  frame.focus();
}

function prepare(element: HTMLElement) {
  if (element.dataset.ready !== undefined) return;
  element.dataset.ready = "";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = element.dataset.button ?? "Try it in Hurdles";
  button.style.cssText = "font:inherit;padding:.6em 1em;min-height:44px;margin:.5em 0;cursor:pointer";
  button.addEventListener("click", () => open(element, button));
  element.after(button);
}

function prepareAll() {
  document.querySelectorAll<HTMLElement>("[data-hurdles]").forEach(prepare);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepareAll);
else prepareAll();
