// What every test of the page needs: a page that must stay silent and must not call anywhere else.
import { expect, test as base } from "@playwright/test";

export const test = base.extend({
  page: async ({ page, baseURL }, use) => {
    const complaints = [];
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(baseURL) && !/^(data|blob):/.test(request.url())) complaints.push(`left the origin: ${request.url()}`);
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** Opens the page and waits until it works; `rich` waits for the editor too. */
export async function open(page, address = "./", { rich = true } = {}) {
  await page.goto(address);
  await expect(page.locator(".verdict")).not.toBeEmpty();
  if (rich) await expect(page.locator(".cm-content").first()).toBeVisible();
}

/** Chooses a situation of the gallery. */
export async function choose(page, title) {
  await page.getByRole("button", { name: "Gallery" }).click();
  await page.getByRole("button", { name: title }).click();
}

/** The editor of a document, by what a screen reader calls it. */
export function editor(page, label) {
  return page.getByRole("textbox", { name: label });
}

/** The text that an editor has selected. */
export function selection(page) {
  return page.evaluate(() => {
    const root = document.activeElement?.shadowRoot ?? document;
    return String((root.getSelection?.() ?? document.getSelection()) || "");
  });
}
