// Links: what they carry, and what happens to broken ones.
import { choose, editor, expect, open, test } from "./page.js";

/** The link of what the page holds, as the share dialog offers it. */
async function link(page) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const address = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  return address;
}

test("a link carries letters of every alphabet", async ({ page, context }) => {
  await open(page);
  const text = "# Grüße, 你好, привет, 😀 + % & = \" < >";
  const setup = editor(page, "Lines typed by root before anything starts");
  await setup.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(text);
  const address = await link(page);
  expect(address).toMatch(/^[\x21-\x7e]+$/);
  const other = await context.newPage();
  await open(other, address);
  await expect(editor(other, "Lines typed by root before anything starts")).toContainText(text);
});

test("a mangled link gives a message and a page that works", async ({ page }) => {
  await open(page);
  const address = await link(page);
  for (const fragment of ["#nonsense", "#9abc", "#%E0%A4", "#1", address.slice(address.indexOf("#"), -9)]) {
    await page.goto("about:blank");
    await open(page, `./${fragment}`);
    await expect(page.locator(".notice"), fragment).toContainText("could not be read");
    await expect(editor(page, "Invocation of uWSGI")).toContainText("uwsgi");
  }
});

test("a link opened in the same tab replaces the scenario, a mangled one keeps what was typed", async ({ page }) => {
  await open(page);
  const broken = await link(page);
  await choose(page, "Mode 020 for the group of nginx");
  await expect(page.locator(".happens .verdict")).toContainText("200 OK");

  await page.evaluate((hash) => { location.hash = hash; }, new URL(broken).hash);
  await expect(page.locator(".happens .verdict")).toContainText("502 Bad Gateway");

  const invocation = editor(page, "Invocation of uWSGI");
  await invocation.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" --master");
  await page.evaluate(() => { location.hash = "#1broken"; });
  await expect(page.locator(".notice")).toContainText("could not be read");
  await expect(invocation).toContainText("--master");
  await page.getByRole("button", { name: "Put away" }).click();
  await expect(page.locator(".notice")).toHaveCount(0);
});

test("the share dialog tells the size and hands out Markdown and a snippet that survives quoting", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText(/\d+ characters/);
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  expect(markdown).toContain("[Open in Hurdles](http");
  expect(markdown).toContain("```sh\nsudo uwsgi");
  await page.getByRole("button", { name: "Copy embed snippet" }).click();
  const snippet = await page.evaluate(() => navigator.clipboard.readText());
  expect(snippet).toMatch(/^<pre data-hurdles="http[^"]+">sudo uwsgi/);
  expect(snippet).toContain('embed.js" async></script>');
});

test("a scenario is saved as a file and opened again", async ({ page }) => {
  await open(page);
  await choose(page, "Mode 020 for the group of nginx");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as file" }).click()]);
  const path = await download.path();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await choose(page, "The default mode denies nginx");
  await expect(page.locator(".happens .verdict")).toContainText("502");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.locator("input[type=file][accept*=json]").setInputFiles(path);
  await expect(page.locator(".happens .verdict")).toContainText("200 OK");
});

test("pasted markup stays text", async ({ page }) => {
  await open(page);
  const invocation = editor(page, "Invocation of uWSGI");
  await invocation.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("uwsgi --<img src=x onerror=alert(1)> -s '<script>alert(2)</script>'");
  await expect(page.locator(".terminal.uwsgi .prompt")).toContainText("<img src=x");
  await expect(page.locator("img, .terminal script")).toHaveCount(0);
});
