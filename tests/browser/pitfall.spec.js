// The way of somebody with a 502 in another window: see where it breaks, why, what to change; then share it.
import { choose, editor, expect, open, selection, test } from "./page.js";

const PITFALL = "The default mode denies nginx";

test("an empty page shows a broken deployment and says why it breaks", async ({ page }) => {
  await open(page);
  await expect(page.locator(".happens .verdict")).toContainText("502 Bad Gateway");
  await expect(page.locator(".finding.cause")).toHaveCount(1);
  await expect(page.getByRole("button", { name: /^connect, fallen/ })).toBeVisible();
  await expect(page.locator(".hurdle.fallen[role=button]")).toHaveCount(1);
});

test("a pitfall is chosen, read, fixed, undone and opened by its link elsewhere", async ({ page, browser, baseURL }) => {
  await open(page);
  await choose(page, PITFALL);
  const cause = page.locator(".finding.cause");
  await expect(cause).toContainText("www-data");
  await expect(cause.locator(".walk tr.refused")).toContainText("simple.sock");
  await expect(page.locator(".terminal.nginx .decisive")).toContainText("13: Permission denied");

  await cause.locator(".fix .act").first().click();
  await expect(page.locator(".happens .verdict")).toContainText("200 OK");
  await expect(page.locator(".finding.cause")).toHaveCount(0);
  await expect(page.locator(".hurdle.fallen[role=button]")).toHaveCount(0);
  await expect(page.locator(".terminal.browser")).toContainText("Hello There!");
  await expect.poll(() => new URL(page.url()).hash.length).toBeGreaterThan(20);

  const elsewhere = await (await browser.newContext()).newPage();
  await open(elsewhere, new URL(page.url()).href);
  await expect(elsewhere.locator(".happens .verdict")).toContainText("200 OK");
  await elsewhere.context().close();

  await page.locator("body").press("Control+z");
  await expect(page.locator(".happens .verdict")).toContainText("502 Bad Gateway");
  await page.locator("body").press("Control+Shift+z");
  await expect(page.locator(".happens .verdict")).toContainText("200 OK");
  expect(page.url().startsWith(baseURL)).toBe(true);
});

test("every situation of the gallery falls where the real programs did", async ({ page }) => {
  test.setTimeout(60_000);
  await open(page);
  await page.getByRole("button", { name: "Gallery" }).click();
  const n = await page.locator(".situation").count();
  expect(n).toBeGreaterThan(25);
  const wrong = [];
  for (let index = 0; index < n; index++) {
    if (index > 0) await page.getByRole("button", { name: "Gallery" }).click();
    const situation = page.locator(".situation").nth(index);
    const title = await situation.locator("span").textContent();
    const works = (await situation.locator("small").textContent()) === "works";
    await situation.click();
    const said = await page.locator(".happens .verdict").textContent();
    if (works !== said.startsWith("The request gets its answer")) wrong.push(`${title}: ${said}`);
  }
  expect(wrong).toEqual([]);
});

test("choosing a place selects its characters, and the cursor on them lights the finding", async ({ page }) => {
  await open(page);
  const place = page.locator(".finding.cause .place.primary");
  const characters = await place.locator("code").first().textContent();
  await place.click();
  await expect.poll(() => selection(page)).toContain(characters);

  // Another finding is lit first, so that the cursor has something to change.
  const other = page.locator(".finding:not(.cause)").first();
  await other.locator(".headline").click();
  await expect(other).toHaveClass(/lit/);
  await editor(page, "Invocation of uWSGI").locator(".cm-lintRange-error").first().click();
  await expect(page.locator(".finding.cause")).toHaveClass(/lit/);
  await expect(other).not.toHaveClass(/lit/);
});

test("a keystroke is judged at once, and a half-typed line leaves the rest alone", async ({ page }) => {
  await open(page);
  const invocation = editor(page, "Invocation of uWSGI");
  await invocation.click();
  await page.keyboard.press("Control+End");
  for (let n = 0; n < "ubuntu".length; n++) await page.keyboard.press("Backspace");
  await page.keyboard.type("www-data");
  await expect(page.locator(".happens .verdict")).toContainText("200 OK");
  await expect(editor(page, "Text of /etc/nginx/sites-enabled/default")).toContainText("uwsgi_pass");
});

test("files are added, renamed, switched and removed", async ({ page }) => {
  await open(page);
  const card = page.locator(".card", { hasText: "Python and other files" });
  await card.getByRole("button", { name: /Add a file/ }).click();
  const path = card.getByRole("textbox", { name: "Path of this file" });
  await expect(path).toHaveValue("wsgi.py");
  await path.fill("/home/ubuntu/simple/ünïcode.py");
  await path.press("Enter");
  await expect(card.getByRole("button", { name: "ünïcode.py", exact: true })).toHaveAttribute("aria-pressed", "true");
  await path.fill("/home/ubuntu/simple/myflask.py");
  await path.press("Enter");
  await expect(page.locator(".notice")).toContainText("already");
  await card.getByRole("button", { name: /^Remove/ }).click();
  await expect(card.getByRole("button", { name: "ünïcode.py", exact: true })).toHaveCount(0);
});

test("everything can be done by keyboard alone", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to what happens" })).toBeFocused();
  await page.keyboard.press("Enter");
  const hurdle = page.getByRole("button", { name: /^connect, fallen/ });
  for (let n = 0; n < 30 && !(await hurdle.evaluate((element) => element === document.activeElement)); n++) await page.keyboard.press("Tab");
  await expect(hurdle).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(hurdle).toHaveAttribute("aria-pressed", "true");
  const fix = page.locator(".fix .act").first();
  for (let n = 0; n < 30 && !(await fix.evaluate((element) => element === document.activeElement)); n++) await page.keyboard.press("Tab");
  await expect(fix).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator(".happens .verdict")).toContainText("200 OK");
  await page.keyboard.press("Control+z");
  await expect(page.locator(".happens .verdict")).toContainText("502 Bad Gateway");
});

test("plain text areas do everything too, and are remembered", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Plain text" }).click();
  await expect(page.locator(".cm-content")).toHaveCount(0);
  await page.locator(".finding.cause .place.primary").click();
  const selected = await page.evaluate(() => {
    const area = document.activeElement;
    return area.value.slice(area.selectionStart, area.selectionEnd);
  });
  expect(selected.length).toBeGreaterThan(0);
  await page.reload();
  await expect(page.locator("textarea").first()).toBeVisible();
  await page.waitForTimeout(500);
  await expect(page.locator(".cm-content")).toHaveCount(0);
});
