// One browser, the system's own; the page as it was built, served on loopback.
import { defineConfig } from "@playwright/test";

const port = 4173;

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  timeout: 20_000,
  workers: 2,
  fullyParallel: true,
  reporter: "line",
  expect: { timeout: 8_000 },
  use: {
    actionTimeout: 8_000,
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  webServer: { command: `node server.js ${port}`, port, reuseExistingServer: false },
});
