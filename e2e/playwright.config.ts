// The configuration of the browser tests: the real server, the system's browsers, no mocks. Each test
// has its own server and database, so that any two of them can run in parallel. All but the walks of
// tests/browsers are for Chromium.

import { defineConfig } from "@playwright/test";

import { HEADLESS } from "./support/chromium.ts";
import { LANGUAGE } from "./support/texts.ts";

// The list of suggestions under the address bar is two pages of the browser's own, made again for
// each window: half the work of a short test, and no test sees them. Of two such arguments the last
// counts, so Playwright's own features follow (chromiumSwitches.ts of 1.65).
const WITHOUT = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

// What `cargo xtask e2e --browsers` does in Firefox beside the walk of every run.
const FLOWS = ["registration/happy.spec.ts", "sign-in/password.spec.ts", "two-step/app.spec.ts"];
// What Playwright cannot do there: print, and take a picture under our content policy.
const BEYOND_FIREFOX = /can be printed|by scanning/;

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try hides a fault.
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["list"],
    ["html", { outputFolder: "report", open: "never" }],
    ["./support/gallery-index.ts"],
    ["./support/failures.ts"],
    ["./support/slowest.ts"],
  ],
  use: {
    locale: LANGUAGE,
    timezoneId: "Europe/Brussels",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 10_000,
    // A trace of every test costs a tenth of the time: one asks for it with `--trace on`.
    trace: "off",
  },
  projects: [
    {
      name: "firefox",
      testMatch: process.env.BROWSERS ? ["browsers/firefox.spec.ts", ...FLOWS] : "browsers/firefox.spec.ts",
      grepInvert: BEYOND_FIREFOX,
      timeout: 120_000,
      use: {
        browserName: "firefox",
        channel: "moz-firefox",
        launchOptions: {
          executablePath: new URL("support/firefox.mjs", import.meta.url).pathname,
          firefoxUserPrefs: { "ui.prefersReducedMotion": 1 },
        },
      },
    },
    {
      // Without Playwright's own driver: `support/webkit.ts` starts it.
      name: "webkit",
      testMatch: process.env.BROWSERS ? "browsers/webkit*.spec.ts" : "browsers/webkit.spec.ts",
      timeout: 240_000,
    },
    {
      name: "chromium",
      testIgnore: "browsers/**",
      use: {
        // Colours in the middle of a transition are not part of the design.
        contextOptions: { reducedMotion: "reduce" },
        launchOptions: {
          executablePath: HEADLESS,
          args: [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            `--disable-features=${WITHOUT.join(",")}`,
          ],
        },
      },
    },
  ],
});
