// The methods and the recovery codes on the security page (M9, P12).

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a method is given another name, and a name that is none is refused", async ({ visitor }) => {
  const { security, challenge, setup } = visitor;
  await setup.enrolled(LOTTE, "app");
  await security.open();
  await security.press("methods", "security_rename");
  await security.control("name").fill("  ");
  await security.press("methods", "security_save");
  await security.complains("name", "required");
  await security.control("name").fill("Oude tablet");
  await security.press("methods", "security_save");
  await security.changed("methods");
  await expect(security.row("methods", "Oude tablet")).toHaveCount(1);
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await expect(challenge.page.getByText("Oude tablet")).toBeVisible();
});

test("a method can be offered first at the next sign-in", async ({ visitor }) => {
  const { security, challenge, setup } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await security.open();
  const preferred = security.rows("methods").filter({ hasText: security.texts.say("security_preferred") });
  await expect(preferred).toHaveCount(1);
  const other = security.rows("methods").filter({ hasNotText: security.texts.say("security_preferred") });
  await other.getByRole("button", { name: new RegExp(`^${security.texts.say("security_prefer")} ?:`) }).click();
  await security.changed("methods");
  await expect(preferred).toHaveCount(1);
  const isSms = (await preferred.innerText()).includes(security.texts.say("method_sms"));
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await expect(challenge.method(isSms ? "sms" : "app")).toBeChecked();
});

test("a method is removed after a question, a mail tells, and it opens nothing any more", async ({
  visitor,
  mailbox,
}) => {
  const { security, challenge, setup } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await security.open();
  const app = security.texts.say("method_sms");
  await security.press("methods", "security_remove", app);
  await security.answer("security_keep");
  await expect(security.rows("methods"), "nothing happened yet").toHaveCount(2);
  await security.press("methods", "security_remove", app);
  await security.answer("security_remove");
  await security.changed("methods");
  await expect(security.rows("methods")).toHaveCount(1);
  await mailbox.mail(LOTTE.email, "method_removed");
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  // Of a single app the code is asked for at once.
  await challenge.reached("prove");
  await expect(challenge.page.locator("[data-by=app]")).toBeVisible();
});

test("what went wrong in one section is not shown in the one that is opened next", async ({ visitor }) => {
  const { security, setup, page } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await security.open();
  await page.route("**/api/account/**", (route) => route.abort());
  await security.press("methods", "security_prefer");
  await expect(security.part("methods").locator("[data-code=offline]")).toBeVisible();
  await page.unroute("**/api/account/**");
  await security.press("password-part", "security_password_change");
  await expect(security.control("current-password")).toBeFocused();
  await expect(page.locator("[data-code=offline]")).toHaveCount(0);
});

test("a question whose call failed is not asked again when the page is opened later", async ({ visitor }) => {
  const { security, account, setup, page } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await security.open();
  await page.route("**/api/account/**", (route) => route.abort());
  await security.press("methods", "security_remove", security.texts.say("method_sms"));
  await security.answer("security_remove");
  await expect(security.part("methods").locator("[data-code=offline]")).toBeVisible();
  await page.unroute("**/api/account/**");
  await security.answer("security_keep");
  await page.getByRole("main").getByRole("link", { name: security.texts.say("account_link") }).click();
  await account.follow("security_title");
  await security.reached();
  await expect(security.rows("methods")).toHaveCount(2);
  await expect(security.question).toHaveCount(0);
});

test("a patient may remove the last method, and then the password is enough", async ({ visitor }) => {
  const { security, setup } = visitor;
  await setup.enrolled(LOTTE, "app");
  await security.open();
  await security.press("methods", "security_remove");
  await security.answer("security_remove");
  await security.changed("methods");
  await expect(security.rows("methods")).toHaveCount(0);
  await setup.signOut();
  await visitor.enter(LOTTE);
});

test("a second method is added from the security page", async ({ visitor, app }) => {
  const { security, twoStep, setup } = visitor;
  await setup.enrolled(LOTTE, "sms");
  await security.open();
  await security.press("methods", "security_method_add");
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.name("Nieuwe gsm");
  await twoStep.reached("done");
  await twoStep.toAccount();
  await security.open();
  await expect(security.row("methods", "Nieuwe gsm")).toHaveCount(1);
  await expect(security.rows("methods")).toHaveCount(2);
});

test("new recovery codes replace the old ones", async ({ visitor, mailbox }) => {
  const { security, challenge, account, setup } = visitor;
  const { codes: old } = await setup.enrolled(LOTTE, "app");
  await security.open();
  await expect(security.codesLeft).toHaveText(security.texts.say("security_codes_left", { count: "10" }));
  await security.press("recovery-codes", "security_codes_new");
  await security.answer("security_codes_new");
  const shown = security.part("recovery-codes").locator(".code-sheet code");
  await expect(shown).toHaveCount(10);
  const fresh = await shown.allInnerTexts();
  await security.press("recovery-codes", "codes_kept");
  await expect(shown).toHaveCount(0);
  await mailbox.mail(LOTTE.email, "recovery_codes_renewed");
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.byRecoveryCode(old[0] ?? "");
  await challenge.complains("code", "code_wrong");
  await challenge.type(fresh[0] ?? "");
  await account.reached();
  await security.open();
  await expect(security.codesLeft).toHaveText(security.texts.say("security_codes_left", { count: "9" }));
});

test("with three recovery codes left the page asks to make new ones", async ({ visitor }) => {
  const { security, setup } = visitor;
  const { codes } = await setup.enrolled(LOTTE, "app");
  for (const code of codes.slice(0, 7)) {
    await setup.signOut();
    await setup.signIn(LOTTE);
    await setup.api.post("/api/sign-in/another-way");
    await setup.api.post("/api/sign-in/recovery-code");
    await setup.api.post("/api/sign-in/code", { code, remember: false });
  }
  await security.open();
  await expect(security.alert("recovery_codes_few")).toContainText("3");
});
