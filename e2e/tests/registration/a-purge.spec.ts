// Registrations that were never activated are deleted (R16). The server checks once a minute by its
// real clock, so this test waits for it; it is the first in its folder so that others run
// meanwhile.

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("an account that was never activated is gone after 31 days", async ({
  visitor,
  stranger,
  phone,
  clock,
}) => {
  test.setTimeout(120_000);
  await visitor.atActivation(LOTTE);
  await phone.message(LOTTE.e164);
  await clock.days(31);
  const card = stranger.registration;
  await expect(async () => {
    await stranger.page.context().clearCookies();
    await card.toCard(LOTTE);
    await card.readCard(LOTTE.id);
    await expect(stranger.page.locator("[data-step=confirm]")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 100_000, intervals: [10_000] });
});
