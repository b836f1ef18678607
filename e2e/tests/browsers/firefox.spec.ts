// Firefox ESR, as Debian builds it.

import { expect, test } from "../../support/test.ts";
import { walk } from "../../support/walk.ts";

test("a person registers, sets up an app and signs in with its code in Firefox", async ({ visitor, app }) => {
  // It keeps `Secure` cookies of http://localhost, which WebKit does not.
  await visitor.page.goto("/dev");
  await expect(visitor.page.locator("#no-cookies")).toBeHidden();
  await walk(visitor, app);
});
