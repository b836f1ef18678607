// The forms: every field is mandatory, every mistake is shown at its field and in the summary,
// which receives the focus; nothing typed is lost (R5, R11, R16; UX 9, 10, 12).

import { ANKE, JOSEPHINE, LOTTE, MATHIS, type Person } from "../../support/people.ts";
import type { Field, Screen } from "../../pages/screen.ts";
import { expect, test } from "../../support/test.ts";

/**
 * Checks that the summary has the focus and one link per field, each of which leads to its field.
 */
async function summarises(screen: Screen, fields: Field[]): Promise<void> {
  await expect(screen.page.locator("#summary")).toBeFocused();
  const failed = screen.texts.say("title_error", { title: "" }).trim();
  await expect(screen.page).toHaveTitle(new RegExp(`^${failed}`));
  const links = screen.summary.getByRole("link");
  await expect(links).toHaveCount(fields.length);
  for (const [index, field] of fields.entries()) {
    await links.nth(index).click();
    await expect(screen.control(field)).toBeFocused();
  }
}

const EMPTY: [Person, Field[]][] = [
  [LOTTE, ["email", "phone", "terms"]],
  [ANKE, ["riziv", "email", "phone", "terms"]],
  [JOSEPHINE, ["organisation", "cbe", "email", "phone", "terms"]],
];

for (const [person, fields] of EMPTY) {
  test(`every field of a ${person.capacity} is mandatory`, async ({ visitor }) => {
    const { registration } = visitor;
    await visitor.atAccount(person);
    await registration.submitAccount();
    await summarises(registration, fields);
    for (const field of fields) {
      await registration.complains(field, field === "terms" ? "terms_required" : "required");
    }
  });
}

const WRONG: [string, Person, Field, string, string][] = [
  ["an address without a dot", LOTTE, "email", "lotte@voorbeeld", "email_invalid"],
  ["an accent before the @", LOTTE, "email", "zoë@voorbeeld.be", "email_letters"],
  ["words for a number", LOTTE, "phone", "bel mij maar", "phone_invalid"],
  ["too few figures", LOTTE, "phone", "0470 12", "phone_invalid"],
  ["a landline", LOTTE, "phone", "02 555 12 12", "phone_not_mobile"],
  ["a country without messages", LOTTE, "phone", "+1 415 555 0132", "phone_country"],
  ["wrong check digits of a doctor", ANKE, "riziv", "1-90123-95-001", "riziv_invalid"],
  ["the figures of a stamp", ANKE, "riziv", "1-90123-94", "riziv_short"],
  ["another profession", ANKE, "riziv", "3-90123-94-001", "riziv_invalid"],
  ["wrong check digits of an organisation", JOSEPHINE, "cbe", "0799.123.415", "cbe_invalid"],
];

for (const [what, person, field, typed, code] of WRONG) {
  test(`${what} in ${field} is ${code}`, async ({ visitor }) => {
    const { registration } = visitor;
    await visitor.atAccount(person);
    await registration.fill(person);
    await registration.control(field).fill(typed);
    await registration.submitAccount();
    await registration.complains(field, code);
    await summarises(registration, [field]);
    await expect(registration.control(field)).toHaveValue(typed);
    if (field !== "email") await expect(registration.control("email")).toHaveValue(person.email);
    await expect(registration.control("terms")).toBeChecked();

    await registration.fill(person);
    await registration.submitAccount();
    await registration.reached("activate");
  });
}

test("an address of another account is refused as taken, in any spelling", async ({
  visitor,
  stranger,
  mailbox,
}) => {
  await visitor.setup.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  const { registration } = stranger;
  await stranger.atAccount(MATHIS);
  await registration.fill(MATHIS);
  await registration.control("email").fill(LOTTE.email.toUpperCase());
  await registration.submitAccount();
  await registration.complains("email", "email_taken");
  await summarises(registration, ["email"]);
  await expect(registration.control("phone")).toHaveValue(MATHIS.phone);
});

test("a number, an address and a code are read with what was copied along", async ({
  visitor,
  phone,
}) => {
  const { registration } = visitor;
  await visitor.atAccount(LOTTE);
  await registration.fill(LOTTE);
  await registration.control("email").fill(`mailto:${LOTTE.email},`);
  await registration.control("phone").fill("\u202atel:+32\u202f470\u200912\u201334\u201056\u202c,");
  await registration.submitAccount();
  await registration.reached("activate");
  const code = await phone.code(LOTTE.e164);
  await registration.activate(`Code:\u00a0\u201c${code}\u200b\u201d.`, LOTTE.password);
  await registration.reached("done");
});

test("one password is composed in two ways in the two fields", async ({
  visitor,
  phone,
}) => {
  const { registration } = visitor;
  await visitor.atActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  await registration.activate(code, "caf\u00e9 z\u00f3nder 7", "cafe\u0301 zo\u0301nder 7");
  await registration.reached("done");
});

test("nothing was typed at activation", async ({ visitor }) => {
  const { registration } = visitor;
  await visitor.atActivation(LOTTE);
  await registration.button("activate_submit").click();
  await summarises(registration, ["code", "password", "confirmation"]);
});

const CODES: [string, string, string][] = [
  ["too few figures", "12345", "code_too_short"],
  ["too many figures", "1234567", "code_too_long"],
  ["something else", "12345a", "code_not_digits"],
];

const PASSWORDS: [string, string, string][] = [
  ["too short", "zorg1", "password_too_short"],
  ["without a figure", "zorgzaamheid", "password_needs_digit"],
  ["without a letter", "9182736450", "password_needs_letter"],
  ["everybody's", "password1", "password_common"],
  ["the person's name", "Zonnevlecht1", "password_context"],
];

test("UX 3: every mistake in code and password has its own words, and costs no try", async ({
  visitor,
  phone,
}) => {
  const { registration, page } = visitor;
  await visitor.atActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  for (const [what, typed, expected] of CODES) {
    await test.step(`a code of ${what}`, async () => {
      await registration.activate(typed, LOTTE.password);
      await registration.complains("code", expected);
    });
  }
  for (const [what, typed, expected] of PASSWORDS) {
    await test.step(`a password that is ${what}`, async () => {
      await registration.activate(code, typed);
      await registration.complains("password", expected);
    });
  }
  await registration.activate(code, LOTTE.password, `${LOTTE.password}x`);
  await registration.complains("confirmation", "passwords_differ");
  await summarises(registration, ["confirmation"]);
  await expect(page.getByTestId("tries-left")).toHaveCount(0);
  await registration.activate(code, LOTTE.password);
  await registration.reached("done");
});

test("a field that is left half right says so at once, and stops when it is mended", async ({
  visitor,
}) => {
  const { registration } = visitor;
  await visitor.atAccount(LOTTE);
  const email = registration.control("email");
  await email.fill("lotte@");
  await registration.control("phone").focus();
  await registration.complains("email", "email_invalid");
  await email.fill(LOTTE.email);
  await expect(email).not.toHaveAttribute("aria-invalid", "true");
});

test("the rules of the password are ticked as they are met, and it can be shown", async ({
  visitor,
}) => {
  const { registration, page } = visitor;
  await visitor.atActivation(LOTTE);
  const met = page.locator(".rule-met");
  await expect(met).toHaveCount(0);
  const password = registration.labelled("field_new_password");
  await password.fill("ab1");
  await expect(met).toHaveCount(2);
  await password.fill("abcdefg1");
  await expect(met).toHaveCount(3);
  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: registration.texts.say("password_show") }).first().click();
  await expect(password).toHaveAttribute("type", "text");
});

test("on a narrow screen the languages of messages lie below each other", async ({ visitor }) => {
  const { registration, page } = visitor;
  await page.setViewportSize({ width: 320, height: 800 });
  await visitor.atAccount(LOTTE);
  const radios = page.getByRole("group", { name: registration.texts.say("field_language") }).getByRole("radio");
  await expect(radios).toHaveCount(4);
  const tops = await radios.evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(4);
});
