// The whole journey of a patient with the keyboard alone: every control is reached by Tab, shows that it
// has the focus, and a new screen begins at its heading (UX 24).

import { type Locator } from "@playwright/test";

import { LOTTE, PIN } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";
import type { Screen } from "../../pages/screen.ts";

/** More presses than any screen has controls. */
const MOST = 60;

/** Presses Tab until a control has the focus, and expects that one can see it. */
async function tabTo(screen: Screen, control: Locator): Promise<void> {
  for (let presses = 0; presses < MOST; presses += 1) {
    await screen.page.keyboard.press("Tab");
    const focused = await control.evaluate((it) => {
      const root = it.getRootNode() as Document | ShadowRoot;
      return root.activeElement === it;
    });
    if (focused) {
      expect(await control.evaluate(isFocusVisible), "the focus can be seen").toBe(true);
      return;
    }
  }
  throw new Error(`${control} is not reached by Tab`);
}

/** An outline or a shadow, on the control or on the label drawn in its place. */
function isFocusVisible(control: Element): boolean {
  const places = [control, control.nextElementSibling, control.parentElement];
  return places.some((it) => {
    if (!it) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  });
}

test("a patient registers and signs in with the keyboard alone", async ({ visitor, phone }) => {
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

test("a mistake moves the focus to the summary, and its link to the field", async ({ visitor }) => {
  const { registration, page } = visitor;
  await registration.toAccount(LOTTE);
  await tabTo(registration, registration.button("account_submit"));
  await page.keyboard.press("Enter");
  await expect(page.locator("#summary")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(registration.control("email")).toBeFocused();
});
