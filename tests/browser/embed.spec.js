// The page inside another page.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { choose, editor, expect, open, test } from "./page.js";

/** A tutorial that embeds a scenario below a wall of text. */
async function tutorial(page, { mode = "" } = {}) {
  await open(page);
  await choose(page, "The default mode denies nginx");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const address = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tutorial</title><main><h1>Tutorial</h1>
    <pre data-hurdles="${address}" data-mode="${mode}" data-theme="dark">sudo uwsgi …</pre>
    <p style="height:2000px">More to read</p></main><script src="/embed.js" async></script>`;
  await page.route("**/tutorial.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  const wasm = [];
  page.on("request", (request) => { if (request.url().endsWith(".wasm")) wasm.push(request.url()); });
  await page.goto("tutorial.html");
  return wasm;
}

test("an embed is the static text until it is asked for, then a live one of the right height", async ({ page }) => {
  const wasm = await tutorial(page);
  const button = page.getByRole("button", { name: "Try it in Hurdles" });
  await expect(button).toBeVisible();
  await expect(page.locator("pre")).toHaveText("sudo uwsgi …");
  expect(wasm).toEqual([]);

  await button.click();
  const frame = page.frameLocator("iframe");
  await expect(frame.locator(".verdict")).toContainText("502 Bad Gateway");
  await expect(frame.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(frame.locator(".card")).toHaveCount(2);
  const inside = () => frame.locator("body").evaluate((body) => body.offsetHeight);
  const outside = async () => (await page.locator("iframe").boundingBox()).height;
  await expect.poll(async () => Math.abs((await inside()) - (await outside()))).toBeLessThan(2);

  const before = await page.locator("iframe").getAttribute("src");
  const invocation = frame.getByRole("textbox", { name: "Text of invocation" });
  await expect(frame.locator(".cm-content").first()).toBeVisible();
  await invocation.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" --chmod-socket=020");
  await expect(frame.locator(".verdict")).toContainText("200 OK");
  await page.waitForTimeout(1000);
  expect(await frame.locator("html").evaluate(() => location.href)).toBe(before);

  const href = await frame.getByRole("link", { name: "Open in Hurdles" }).getAttribute("href");
  await page.goto(href);
  await expect(editor(page, "Invocation of uWSGI")).toContainText("--chmod-socket=020");
});

test("a read-only embed shows everything and changes nothing", async ({ page }) => {
  await tutorial(page, { mode: "readonly" });
  await page.getByRole("button", { name: "Try it in Hurdles" }).click();
  const frame = page.frameLocator("iframe");
  const invocation = frame.getByRole("textbox", { name: "Text of invocation" });
  await expect(frame.locator(".cm-content").first()).toBeVisible();
  const before = await invocation.textContent();
  await invocation.click();
  await page.keyboard.type("xyz");
  expect(await invocation.textContent()).toBe(before);
  await expect(frame.locator(".verdict")).toContainText("502 Bad Gateway");
});

test("the wheel over an embed moves the page around it", async ({ page }) => {
  await tutorial(page);
  await page.getByRole("button", { name: "Try it in Hurdles" }).click();
  const frame = page.frameLocator("iframe");
  await expect(frame.locator(".cm-content").first()).toBeVisible();
  await page.waitForTimeout(300);
  const box = await page.locator("iframe").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 800) / 2);
  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
});

test("the loader is small", () => {
  const loader = readFileSync(fileURLToPath(new URL("../../web/dist/embed.js", import.meta.url)));
  expect(gzipSync(loader, { level: 9 }).length).toBeLessThan(3_000);
});
