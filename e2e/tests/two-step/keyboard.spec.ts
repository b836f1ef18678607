// One whole set-up and the next sign-in with the keyboard alone: every control is reached by Tab and shows
// that it has the focus, and a new screen begins at its heading (UX 24).

import { type Locator } from "@playwright/test";

import { tabTo } from "../../support/keyboard.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("UX 24: the app is set up and used with the keyboard alone", async ({ visitor, app }) => {
  const { account, signIn, twoStep, challenge, setup, page } = visitor;
  const { keyboard } = page;
  const press = async (control: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> => {
    await tabTo(twoStep, control);
    await keyboard.press(key);
  };
  const type = async (control: Locator, text: string): Promise<void> => {
    await tabTo(twoStep, control);
    await keyboard.type(text);
  };
  const begins = async (step: string): Promise<void> => {
    await twoStep.reached(step);
    await expect(twoStep.heading).toBeFocused();
  };

  await setup.arrive(LOTTE);
  await account.open();
  await press(account.link("duty_set_up"));
  await begins("choose");
  await tabTo(twoStep, twoStep.method("app"));
  await keyboard.press("ArrowDown");
  await expect(twoStep.method("passkey")).toBeChecked();
  await keyboard.press("ArrowUp");
  await expect(twoStep.method("app")).toBeChecked();
  await press(twoStep.button("continue"));
  await begins("set_up");
  await press(page.locator("summary").filter({ hasText: twoStep.texts.say("app_key_title") }));
  const key = await page.getByTestId("secret-key").innerText();
  await type(twoStep.control("code"), await app.code(key));
  await keyboard.press("Enter");
  await begins("name");
  await press(twoStep.button("name_submit"));
  await begins("more");
  await press(twoStep.button("more_enough"));
  await begins("codes");
  await press(twoStep.button("continue"));
  await expect(page.locator("#kept-problem"), "one has to keep them first").toBeVisible();
  await page.reload();
  await twoStep.reached("codes");
  await press(twoStep.box("codes_kept"), "Space");
  await press(twoStep.button("continue"));
  await begins("done");
  await press(twoStep.button("two_step_done_account"));
  await account.reached();
  await press(account.signOutButton);

  await signIn.reached("credentials");
  await type(signIn.control("email"), LOTTE.email);
  await type(signIn.control("password"), LOTTE.password);
  await keyboard.press("Enter");
  await challenge.asks("app");
  await expect(challenge.heading).toBeFocused();
  await type(challenge.control("code"), await app.next(key));
  await keyboard.press("Enter");
  await account.reached();
});
