// The first steps of a registration: who, with which means, and what a person needs for it (R1, R2).

import { TELEPHONE } from "../../support/people.ts";
import { provided } from "../../support/provided.ts";
import { readQr } from "../../support/qr.ts";
import { expect, test } from "../../support/test.ts";

test("R1: the tiles lie below each other, each with a short title and the sentence of the guides", async ({
  visitor: { registration, page },
}) => {
  await registration.open();
  const tops = [];
  for (const who of ["patient", "professional"]) {
    const tile = page.getByRole("button", { name: registration.texts.say(`start_${who}`) });
    await expect(tile.locator("strong")).toHaveText(registration.texts.say(`start_${who}_title`));
    tops.push((await tile.boundingBox())?.y ?? 0);
  }
  expect(tops[0]).toBeLessThan(tops[1] ?? 0);
});

test("the first step says what to have ready, for every choice", async ({ visitor: { registration, page } }) => {
  await registration.open();
  await registration.reached("start");
  const ready = page.getByRole("main").getByRole("listitem");
  for (const key of ["means_need_card", "means_need_reader", "means_need_phone", "start_ready_doctor", "start_ready_organisation"]) {
    await expect(ready.filter({ hasText: registration.texts.say(key) }), key).toHaveCount(1);
  }
  await expect(registration.alert("device_unsupported")).toHaveCount(0);
});

test.describe("on a telephone", () => {
  test.use({ userAgent: TELEPHONE });

  test("the first step says that no card reader works there, and hands the address over", async ({
    visitor: { registration, page },
    server,
  }) => {
    await registration.open();
    await expect(registration.alert("device_unsupported")).toBeVisible();
    const mail = await registration.link("elsewhere_mail").getAttribute("href");
    const letter = new URL(mail ?? "");
    expect(letter.protocol).toBe("mailto:");
    expect(letter.searchParams.get("body")).toBe(`${server.origin}/register`);
    expect(letter.searchParams.get("subject")).toBe(registration.texts.say("elsewhere_subject"));
    await page.getByText(registration.texts.say("elsewhere_qr"), { exact: true }).click();
    const code = page.getByRole("img", { name: registration.texts.say("elsewhere_qr_label") });
    expect(await readQr(await code.screenshot())).toBe(`${server.origin}/register`);
  });

  test("there is no button to read a card, but the link to mail", async ({ visitor: { registration } }) => {
    await registration.open();
    await registration.choosePatient();
    await registration.chooseMeans();
    await registration.reached("read_card");
    await expect(registration.link("elsewhere_mail")).toBeVisible();
    await expect(registration.readerButton).toHaveCount(0);
  });
});

provided("each means has a list of what it needs, and the first step names both", async ({ visitor, provider }) => {
  void provider;
  const { registration, page } = visitor;
  await registration.open();
  const itsme = { name: "itsme" };
  const lines = page.getByRole("main").getByRole("listitem");
  await expect(lines.filter({ hasText: registration.texts.say("start_ready_provider", itsme) })).toHaveCount(1);
  await registration.choosePatient();
  await registration.reached("means");
  const list = (key: string) =>
    page.locator("h3", { hasText: registration.texts.say(key, itsme) }).locator("xpath=following-sibling::ul[1]");
  await expect(list("means_eid")).toContainText(registration.texts.say("means_need_reader"));
  await expect(list("means_provider")).toContainText(registration.texts.say("means_need_app", itsme));
  await expect(list("means_provider")).not.toContainText(registration.texts.say("means_need_reader"));
});

test("in forced colours the bar of the steps has an edge", async ({ visitor: { registration, page } }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await registration.open();
  const bar = page.locator(".step-bar");
  await expect(bar).toBeVisible();
  await expect(bar).toHaveCSS("border-top-width", "1px");
  // Without this the browser paints the bar and its value in one colour.
  await expect(bar).toHaveCSS("forced-color-adjust", "none");
});
