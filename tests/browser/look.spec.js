// Accessibility and width, on page and embed, in both sizes and both themes.
import AxeBuilder from "@axe-core/playwright";
import { expect, open, test } from "./page.js";

for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of [[320, 568], [768, 1024], [1280, 900]]) {
    for (const [what, address] of [["page", "./"], ["embed", "./?embed"]]) {
      test(`${what} at ${width}, ${colorScheme}: no sideways scroll, nothing serious for axe`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height });
        await open(page, address);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)).toEqual([]);
      });
    }
  }
}

test("the dialogs have nothing serious for axe", async ({ page }) => {
  await open(page);
  for (const name of ["Gallery", "Share"]) {
    await page.getByRole("button", { name, exact: true }).click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)).toEqual([]);
    await page.getByRole("button", { name: "Close", exact: true }).click();
  }
});

test("the colours can be chosen and stay", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: /^Colours/ }).click();
  await page.getByRole("button", { name: /^Colours/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("forced colours and more contrast leave every hurdle visible", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active", contrast: "more" });
  await open(page);
  await expect(page.locator(".hurdle[role=button]")).toHaveCount(11);
});

test("the first report stands soon after the address is opened", async ({ page }) => {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".verdict")) return;
      window.reportedAfter = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await open(page);
  await page.reload();
  await expect(page.locator(".verdict")).not.toBeEmpty();
  const milliseconds = await page.evaluate(() => window.reportedAfter);
  test.info().annotations.push({ type: "first report", description: `${Math.round(milliseconds)} ms` });
  // The goal is 150 ms; the bound is generous because other work may share the machine.
  expect(milliseconds).toBeLessThan(1_000);
});
