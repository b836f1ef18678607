// The programs of Chromium.

/** With windows. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Without windows, certificates and extensions, where there is such a program: it needs less time. */
export const HEADLESS = process.env.CHROMIUM_HEADLESS ?? CHROMIUM;
