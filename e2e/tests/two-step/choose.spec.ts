// Which methods are offered first, how the set-up counts its steps, and what it leaves on paper.

import { CHIP } from "../../support/keys.ts";
import { ANKE, LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("M4, UX 17: three strong methods come first, and those of a telephone last", async ({ visitor, keys }) => {
  const { twoStep, setup } = visitor;
  await keys.add(CHIP);
  await setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.offers("app");
  await expect(twoStep.method("platform")).toBeVisible();
  await expect(twoStep.page.getByRole("radio")).toHaveCount(3);
  await expect(twoStep.method("app"), "the strongest").toBeChecked();
  await twoStep.others.click();
  const names = await twoStep.page.locator("label:visible").allInnerTexts();
  expect(names).toHaveLength(6);
  expect(names.slice(-2).join()).toContain(twoStep.texts.say("method_sms"));
});

test("this computer is offered only where the browser says that it has such a chip", async ({ visitor }) => {
  const { twoStep, setup } = visitor;
  await setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.offers("app");
  await twoStep.others.click();
  await expect(twoStep.method("call")).toBeVisible();
  await expect(twoStep.method("platform")).toHaveCount(0);
});

test.describe("on a telephone", () => {
  test.use({ userAgent: "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36" });

  test("nothing is called this computer, whatever chip it has", async ({ visitor, keys }) => {
    const { twoStep, setup } = visitor;
    await keys.add(CHIP);
    await setup.arrive(LOTTE);
    await twoStep.open();
    await twoStep.offers("passkey");
    await expect(twoStep.method("platform")).toHaveCount(0);
  });
});

test("another method is added: the strongest that is not there yet is chosen", async ({ visitor }) => {
  const { twoStep, setup } = visitor;
  await setup.enrolled(LOTTE, "app");
  await twoStep.open();
  await twoStep.offers("app");
  await expect(twoStep.method("passkey")).toBeChecked();
  await expect(twoStep.page.locator("label", { hasText: twoStep.texts.say("method_set_up") })).toHaveCount(1);
});

test("the set-up counts its steps, and its end says what the person has now", async ({ visitor, app }) => {
  const { twoStep, setup, page } = visitor;
  await setup.arrive(ANKE);
  await twoStep.open();
  const counts = async (now: number, count: number): Promise<void> => {
    const text = twoStep.texts.say("step_of", { now: `${now}`, count: `${count}` });
    await expect(page.locator(".step-count")).toContainText(text);
  };
  await twoStep.reached("choose");
  await counts(1, 4);
  await twoStep.choose("app");
  await counts(2, 4);
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.reached("name");
  await counts(3, 4);
  await page.reload();
  await twoStep.name("Mijn gsm");
  await twoStep.reached("more");
  await counts(3, 4);
  await twoStep.enough();
  await twoStep.reached("codes");
  await counts(4, 4);
  await twoStep.keepCodes();
  await twoStep.reached("done");
  await expect(page.locator(".step-count")).toHaveCount(0);
  const now = page.getByTestId("have");
  await expect(now).toContainText("Mijn gsm");
  await expect(now).toContainText(twoStep.texts.say("two_step_done_codes", { count: "10" }));
  await twoStep.toAccount();
  // A further method has no codes at its end.
  await twoStep.open();
  await twoStep.reached("choose");
  await counts(1, 3);
});

test("the sheet of codes says whose they are, from when, where they are used and who helps", async ({
  visitor,
  app,
}) => {
  const { twoStep, security, setup, page } = visitor;
  await setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.name();
  await twoStep.enough();
  await twoStep.reached("codes");
  const sheet = page.locator(".code-sheet");
  const paper = async (): Promise<void> => {
    await page.emulateMedia({ media: "print" });
    await expect(sheet.getByText(twoStep.texts.say("codes_of", { name: LOTTE.email }))).toBeVisible();
    await expect(sheet.getByText(new RegExp(`${new Date().getFullYear()}`))).toBeVisible();
    await expect(sheet).toContainText(new URL(page.url()).host);
    await expect(sheet.getByText(twoStep.texts.say("codes_once"))).toBeVisible();
    await expect(sheet.locator(".code-box:visible")).toHaveCount(10);
    await page.emulateMedia({ media: "screen" });
    await expect(sheet.locator(".code-box:visible")).toHaveCount(0);
  };
  await paper();
  await twoStep.keepCodes();
  await security.open();
  await security.press("recovery-codes", "security_codes_new");
  await security.answer("security_codes_new");
  await expect(sheet).toBeVisible();
  await paper();
});
