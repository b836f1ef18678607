// The help desk helps without weakening the account: an action for an unidentified caller waits,
// and a caller is identified by codes that are read out both ways, or by the card at the counter.

import { otherThan } from "../../support/desk.ts";
import { checkCaller, atHelpDesk } from "../../support/help-desk.ts";
import { LOTTE, MATHIS } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a locked account is unlocked, and waits for its activation again", async ({ visitor, stranger, server, phone }) => {
  const { registration } = stranger;
  await stranger.atActivation(MATHIS);
  const wrong = otherThan(await phone.code(MATHIS.e164));
  for (let tries = 1; tries < 5; tries += 1) {
    await registration.activate(wrong, MATHIS.password);
    await registration.complains("code", "code_wrong");
  }
  await registration.activate(wrong, MATHIS.password);
  await registration.reached("locked");
  const { desk } = visitor;
  await atHelpDesk(visitor, server);
  await expect(desk.state).toContainText(desk.texts.say("state_locked"));
  await desk.begin("act_unlock");
  await desk.because("x", "act_unlock");
  await desk.complains("reason", "reason_too_short");
  await desk.because("belde, typte de code verkeerd", "act_unlock");
  await desk.done("desk-acts");
  await expect(desk.state).toContainText(desk.texts.say("state_waiting"));
  await desk.turnToTab("account");
  await expect(desk.part("desk-events")).toContainText(desk.texts.say("event_desk_unlocked"));
});

test("a caller who is signed in is known once the codes agreed both ways", async ({ visitor, stranger, server }) => {
  const { desk } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await stranger.security.open();
  await stranger.security.link("call_link").click();
  await stranger.support.shows("support");
  await checkCaller(visitor, stranger);
  await desk.page.reload();
  await expect(desk.alert("caller_known"), "after a reload too").toBeVisible();
});

test("a caller who is stuck after the password is known as well", async ({ visitor, stranger, server }) => {
  await stranger.setup.enrolled(MATHIS, "app");
  await stranger.setup.signOut();
  await atHelpDesk(visitor, server);
  await stranger.reachChallenge(MATHIS);
  await stranger.challenge.button("call_link").click();
  await checkCaller(visitor, stranger);
  await stranger.support.link("back_to_sign_in").click();
  await stranger.challenge.reached("prove");
});

test("a person who hears other figures reports it: nothing is agreed, and the agent sees that", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk } = visitor;
  const { support } = stranger;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await support.open();
  const code = await support.begin();
  // A word under each letter, none under a digit.
  const signs = support.alert("call_read").locator(".aloud-letters > span");
  for (const sign of await signs.all()) {
    const [shown, word] = [await sign.locator("b").innerText(), await sign.locator("small").innerText()];
    expect(word !== "", `a word under ${shown}`).toBe(/[A-Z]/.test(shown));
  }
  await desk.hear("zzzzzz");
  await desk.complains("code", "code_wrong");
  await desk.hear(code);
  await support.read("call_compare");
  await support.answer(false);
  await expect(support.alert("call_was_refused")).toBeVisible();
  await expect(support.link("support_to_security"), "what to look at now").toHaveAttribute("href", "/account/security");
  await expect(desk.alert("caller_refused")).toBeVisible();
  await expect(desk.alert("caller_known")).toHaveCount(0);
});

test("at the counter the person's own card tells who it is, another's does not", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await desk.atCounter();
  await desk.button("check_counter_begin").click();
  await desk.readerButton.click();
  await desk.reader.answer(LOTTE.id);
  await expect(desk.alert("eid_other_person")).toBeVisible();
  await desk.readerButton.click();
  await desk.reader.answer(MATHIS.id);
  await expect(desk.alert("caller_known")).toBeVisible();
});

test("nobody who is not signed in is shown a code", async ({ visitor }) => {
  const { support } = visitor;
  await support.open();
  await expect(support.alert("not_signed_in")).toBeVisible();
  await expect(support.button("support_begin")).toHaveCount(0);
});
