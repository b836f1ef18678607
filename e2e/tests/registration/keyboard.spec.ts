// The whole registration of a patient with the keyboard alone: every control is reached by Tab,
// shows that it has the focus, and a new screen begins at its heading (UX 24).

import { type Locator } from "@playwright/test";

import { tabTo } from "../../support/keyboard.ts";
import { LOTTE, PIN } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("UX 24: a patient registers and signs in with the keyboard alone", async ({ visitor, phone }) => {
  const { registration, signIn, account, page } = visitor;
  const { keyboard } = page;
  const { reader } = registration;
  const begins = async (step: string): Promise<void> => {
    await registration.reached(step);
    await expect(registration.heading).toBeFocused();
  };
  const press = async (control: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> => {
    await tabTo(registration, control);
    await keyboard.press(key);
  };
  const type = async (control: Locator, text: string): Promise<void> => {
    await tabTo(registration, control);
    await keyboard.type(text);
  };

  await registration.open();
  await registration.reached("start");
  await press(page.getByRole("button", { name: registration.texts.say("start_patient") }));
  await begins("means");
  await press(page.getByRole("button", { name: registration.texts.say("means_eid") }), "Space");
  await begins("read_card");
  await press(registration.button("reader_read"));
  await expect(reader.dialog.locator("li button").first()).toBeFocused();
  await keyboard.press("Enter");
  await expect(reader.dialog.getByLabel("PIN", { exact: true })).toBeFocused();
  await keyboard.type(PIN);
  await keyboard.press("Enter");

  await begins("confirm");
  await press(registration.button("confirm_submit"), "Space");
  await begins("account");
  await type(registration.labelled("field_email"), LOTTE.email);
  await type(registration.labelled("field_phone"), LOTTE.phone);
  await press(registration.control("terms"), "Space");
  await press(registration.button("account_submit"));
  await begins("activate");
  await type(registration.labelled("field_code"), await phone.code(LOTTE.e164));
  await type(registration.labelled("field_new_password"), LOTTE.password);
  await type(registration.labelled("field_confirmation"), LOTTE.password);
  await keyboard.press("Enter");
  await begins("done");
  await press(registration.button("done_sign_in"));

  await signIn.reached("credentials");
  await expect(signIn.heading).toBeFocused();
  await type(signIn.labelled("field_password"), LOTTE.password);
  await keyboard.press("Enter");
  await account.reached();
  await expect(account.heading).toBeFocused();
});

test("UX 10: a mistake moves the focus to the summary, and its link to the field", async ({ visitor }) => {
  const { registration, page } = visitor;
  await registration.toAccount(LOTTE);
  await tabTo(registration, registration.button("account_submit"));
  await page.keyboard.press("Enter");
  await expect(page.locator("#summary")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(registration.control("email")).toBeFocused();
});
