// A lost method is reset: at once for a checked caller, else after a wait in which it can be
// cancelled (H3); and a one-time code opens the set-up of a new one (H4).

import { checkCaller, atHelpDesk } from "../../support/help-desk.ts";
import { MATHIS } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a caller who was checked gets a method reset at once", async ({ visitor, stranger, server }) => {
  const { desk } = visitor;
  await stranger.setup.enrolled(MATHIS, "app", "sms");
  await atHelpDesk(visitor, server);
  await stranger.security.open();
  await stranger.security.link("call_link").click();
  await stranger.support.shows("support");
  await checkCaller(visitor, stranger);
  await desk.press("methods_reset", "my sms");
  await desk.because("toestel gestolen", "reset_now");
  await desk.done("desk-methods");
  await expect(desk.method("my sms")).toHaveCount(0);
  await expect(desk.method("my app")).toHaveCount(1);
});

test("who is stuck after the password is checked too, and an access code opens a new second step", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk } = visitor;
  const { support, challenge, twoStep } = stranger;
  await stranger.setup.enrolled(MATHIS, "app");
  await stranger.setup.signOut();
  await atHelpDesk(visitor, server);
  await stranger.reachChallenge(MATHIS);
  await challenge.button("call_link").click();
  await checkCaller(visitor, stranger);
  await desk.begin("act_code");
  await desk.because("telefoon in het water", "act_code");
  const groups = desk.page.locator("#access-code [data-testid=aloud] [aria-hidden]");
  await expect(groups).toHaveCount(2);
  const code = (await groups.allTextContents()).join("-");
  await desk.button("code_hide").click();
  await expect(groups, "shown once").toHaveCount(0);
  await support.link("back_to_sign_in").click();
  await challenge.byRecoveryCode(code);
  await twoStep.reached("choose");
});

test("for a caller nobody knows a reset waits, and the link in the mail calls it off", async ({
  visitor,
  stranger,
  server,
  mailbox,
}) => {
  const { desk } = visitor;
  const { support } = stranger;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await desk.press("methods_reset", "my app");
  await desk.because("belt en kent zijn geboortedatum", "reset_later");
  await desk.done("desk-methods");
  await expect(desk.method("my app").getByRole("button")).toContainText(desk.texts.say("reset_cancel"));
  await support.follow(await mailbox.link(MATHIS.email, "help_reset_planned"));
  await support.refusal.click();
  await support.shows("refused");
  await support.follow(await mailbox.link(MATHIS.email, "help_reset_planned"));
  await support.refusal.click();
  await expect(support.alert("link_expired")).toBeVisible();
  await desk.page.reload();
  await expect(desk.method("my app").getByRole("button")).toContainText(desk.texts.say("methods_reset"));
});

test("the desk calls a reset off itself", async ({ visitor, stranger, server }) => {
  const { desk } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await desk.press("methods_reset", "my app");
  await desk.because("app verwijderd", "reset_later");
  await desk.done("desk-methods");
  await desk.press("reset_cancel", "my app");
  await desk.because("vond de app terug", "reset_cancel");
  await desk.done("desk-methods");
  await expect(desk.method("my app").getByRole("button")).toContainText(desk.texts.say("methods_reset"));
});
