// The language: the switch keeps the step and the typed values, and messages follow the choice (UX
// 25).

import { LOTTE } from "../../support/people.ts";
import { LANGUAGES } from "../../support/texts.ts";
import { expect, test } from "../../support/test.ts";

test("R15, UX 25: switching the language keeps the step, what was typed and what is wrong", async ({ visitor }) => {
  const { registration, page } = visitor;
  await visitor.atAccount(LOTTE);
  await registration.fill(LOTTE);
  await registration.control("phone").fill("02 555 12 12");
  await registration.submitAccount();
  await registration.complains("phone", "phone_not_mobile");
  const headings = new Set<string>();
  for (const language of LANGUAGES) {
    await visitor.speak(language);
    await registration.reached("account");
    await expect(registration.heading).toHaveText(registration.texts.say("account_title"));
    await expect(page).toHaveTitle(new RegExp(registration.texts.say("account_title")));
    await expect(registration.control("email")).toHaveValue(LOTTE.email);
    await expect(registration.control("terms")).toBeChecked();
    await expect(page.locator("#phone-problem")).toHaveText(
      registration.texts.say("problem_phone_not_mobile"),
    );
    headings.add(await registration.heading.innerText());
  }
  expect(headings.size).toBe(LANGUAGES.length);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("messages are in the language of the page when the form is first shown, until another is chosen", async ({ visitor }) => {
  const { registration } = visitor;
  await registration.open();
  await registration.reached("start");
  await visitor.speak("fr");
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.readCard(LOTTE.id);
  await registration.confirm(LOTTE);
  await expect(registration.radio("language_fr")).toBeChecked();
  await registration.pick("language_de");
  await registration.button("back").click();
  await visitor.speak("en");
  await registration.confirm(LOTTE);
  await expect(registration.radio("language_de")).toBeChecked();
});

for (const language of LANGUAGES) {
  test(`messages are in the language that was chosen: ${language}`, async ({ visitor, phone, mailbox }) => {
    const { registration, page } = visitor;
    await visitor.atAccount(LOTTE);
    await registration.fill(LOTTE);
    await page.getByRole("radio", { name: registration.texts.say(`language_${language}`) }).check();
    await registration.submitAccount();
    const message = await phone.message(LOTTE.e164);
    expect(message.lang).toBe(language);
    const words = { nl: "uw activeringscode", fr: "votre code d'activation", de: "Ihr Aktivierungscode", en: "your activation code" };
    expect(message.text).toContain(words[language]);
    expect(message.text.length, "one text message").toBeLessThanOrEqual(160);
    expect((await mailbox.mail(LOTTE.email, "account_created")).lang).toBe(language);
  });
}

test("UX 25: a language chosen while signed in is kept with the account", async ({ visitor, mailbox }) => {
  await visitor.setup.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await visitor.enter(LOTTE);
  const saved = visitor.page.waitForResponse("**/api/account/language");
  await visitor.speak("fr");
  await saved;
  await visitor.page.reload();
  await expect(visitor.account.fact("language")).toHaveText("Français");
  await visitor.account.signOut();
  await visitor.recovery.open();
  await expect(visitor.page.locator("html"), "also after signing out").toHaveAttribute("lang", "fr");
  await visitor.recovery.askMail(LOTTE.email);
  expect((await mailbox.mail(LOTTE.email, "recovery_link")).lang).toBe("fr");
});

test.describe("a browser in another language", () => {
  test.use({ locale: "pt-PT" });
  test("that we do not speak gets Dutch", async ({ visitor: { signIn, page } }) => {
    await signIn.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "nl");
  });
});
