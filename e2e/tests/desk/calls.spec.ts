// What an agent with a hundred calls a day does at each of them: one box for whatever the caller
// says, a page that shows at once what counts, and keys instead of the mouse.

import { otherThan } from "../../support/desk.ts";
import { atHelpDesk } from "../../support/help-desk.ts";
import { LOTTE, MATHIS, SURYAMAYA } from "../../support/people.ts";
import { type Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** Signs Lotte in as an administrator, and opens the search. */
async function atTheBox(visitor: Visitor, server: Server): Promise<string> {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await visitor.desk.open();
  return key;
}

test("a spoken code opens the person, already half checked, and is not kept", async ({ visitor, stranger, server }) => {
  const { desk, page } = visitor;
  const { support } = stranger;
  await stranger.setup.enrolled(MATHIS, "app");
  await atTheBox(visitor, server);
  await expect(desk.control("query"), "an agent can type at once").toBeFocused();
  await support.open();
  const code = await support.begin();
  await desk.findByCode(/\d/.test(code) ? code.toLowerCase().replace("-", " ") : code);
  if (!/\d/.test(code)) await desk.button("find_as_code").click();
  await desk.shows("desk_person");
  await expect(desk.heading).toHaveText(MATHIS.name);
  const figures = await support.read("call_compare");
  await expect(desk.figures).toHaveText(figures);
  await expect(desk.refused("act_code"), "nothing is unlocked before the person agrees").toBeVisible();
  await support.answer(true);
  await expect(desk.alert("caller_known")).toBeVisible();
  await expect(desk.refused("act_code")).toHaveCount(0);
  await page.goBack();
  await desk.shows("desk");
  await expect(desk.control("query")).toHaveValue("");
});

test("a code that no screen shows is refused at the box, and letters alone are a name first", async ({
  visitor,
  server,
}) => {
  const { desk } = visitor;
  await atTheBox(visitor, server);
  await desk.findByCode("ab1-cd2");
  await desk.complains("query", "code_wrong");
  await desk.findByCode("ab1-cd");
  await desk.complains("query", "code_too_short");
  await desk.find("Thomas");
  const asCode = desk.button("find_as_code");
  await expect(asCode).toBeFocused();
  await asCode.press("Enter");
  await desk.complains("query", "code_wrong");
});

test("a code outlives the proof that it asks for, in memory", async ({ visitor, server, clock, app }) => {
  const { desk, challenge, page } = visitor;
  const key = await atTheBox(visitor, server);
  await clock.minutes(11);
  await desk.findByCode("ab1-cd2");
  await challenge.byApp(await app.next(key));
  await desk.shows("desk");
  await expect(desk.control("query")).toHaveValue("ab1-cd2");
  // S27: what is searched for is in no storage of the browser.
  const stored = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(stored).not.toContain("ab1-cd2");
});

test("the reference that a person was shown leads to their page", async ({ visitor, stranger, server, phone }) => {
  const { registration } = stranger;
  const { desk } = visitor;
  await stranger.atActivation(MATHIS);
  const wrong = otherThan(await phone.code(MATHIS.e164));
  for (let tries = 1; tries <= 5; tries += 1) await registration.activate(wrong, MATHIS.password);
  await registration.reached("locked");
  const reference = await stranger.page.getByTestId("reference").innerText();
  await atTheBox(visitor, server);
  await desk.find(reference.toLowerCase());
  await desk.shows("desk_person");
  await expect(desk.heading).toHaveText(MATHIS.name);
  await expect(desk.state).toContainText(desk.texts.say("state_locked"));
});

test("the next caller begins with an empty box, and the browser stores nothing of the last one", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk, page } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await desk.link("person_another").click();
  await desk.shows("desk");
  await expect(desk.control("query")).toHaveValue("");
  await desk.find(MATHIS.email);
  await desk.shows("desk_person");
  const stored = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  // S27: neither name nor address is in the storage of the browser.
  for (const word of [MATHIS.email, ...MATHIS.name.split(" ")]) expect(stored).not.toContain(word);
});

test("the page says what the check unlocks, and why an action is not possible", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk, page } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await stranger.setup.signOut();
  await atHelpDesk(visitor, server);
  await expect(desk.part("desk-check")).toContainText(desk.texts.say("check_unlocks"));
  for (const [action, why] of [
    ["act_code", "why_check"],
    ["act_unlock", "why_not_locked"],
    ["act_again", "why_activated"],
    ["act_sessions", "why_no_sessions"],
  ]) {
    await expect(desk.refused(action!)).toHaveAccessibleDescription(desk.texts.say(why!));
    await desk.refused(action!).click({ force: true });
    await expect(desk.question, "it does nothing").toHaveCount(0);
  }
  const [check, acts] = await Promise.all([desk.part("desk-check").boundingBox(), desk.part("desk-acts").boundingBox()]);
  expect(check!.y, "side by side").toBeCloseTo(acts!.y, 0);
  const last = await desk.part("desk-acts").getByRole("button").last().boundingBox();
  expect(last!.y + last!.height, "above the fold").toBeLessThan(900);

  await desk.turnToTab("messages");
  const messages = desk.part("desk-messages");
  await expect(messages).toContainText(desk.texts.say("subject_account_activated"));
  await expect(messages).toContainText(desk.texts.say("carrier_virtual"));
  await desk.turnToTab("account");
  const events = desk.part("desk-events");
  await expect(events).toContainText(desk.texts.say("how_password"));
  await expect(events).toContainText(desk.texts.say("identity_eid"));
  for (const raw of ["virtual_phone", "two_step", "be-eid"]) {
    await expect(page.getByRole("main")).not.toContainText(raw);
  }
});

test("the tabs obey the arrow keys, and the open one is the same after a reload", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk, page } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await desk.tab("methods").focus();
  await page.keyboard.press("ArrowRight");
  await expect(desk.tab("messages")).toBeFocused();
  await expect(desk.part("desk-messages")).toBeVisible();
  await expect(desk.part("desk-methods")).toBeHidden();
  await page.keyboard.press("End");
  await expect(desk.tab("account")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(desk.tab("methods")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("tabpanel")).toBeFocused();
  await page.reload();
  await desk.shows("desk_person");
  await expect(desk.tab("account")).toHaveAttribute("aria-selected", "true");
  await expect(desk.part("desk-events")).toBeVisible();
});

test("keys lead to the search and to the parts, copy the address, and can be turned off", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk, page } = visitor;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await page.keyboard.press("c");
  await expect(page.locator("#copy-address").getByRole("status")).toHaveText(desk.texts.say("copied"));
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(MATHIS.email);
  await page.keyboard.press("/");
  await desk.shows("desk");
  await expect(desk.control("query")).toBeFocused();
  await page.keyboard.type("g s/?");
  await expect(desk.control("query"), "in a field they are letters").toHaveValue("g s/?");
  await page.keyboard.press("Escape");
  await expect(desk.control("query")).not.toBeFocused();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await desk.shows("staff");
  await page.keyboard.press("?");
  const list = page.locator("#shortcuts");
  await expect(list.locator("dl")).toBeVisible();
  await desk.box("shortcuts_on").uncheck();
  await page.reload();
  await desk.shows("staff");
  await page.keyboard.press("/");
  await page.keyboard.press("?");
  await expect(list.locator("dl")).toBeHidden();
  await desk.shows("staff");
});

test("nobody found keeps the query, and what else to try", async ({ visitor, server }) => {
  const { desk } = visitor;
  await atTheBox(visitor, server);
  await desk.find(SURYAMAYA.email);
  await expect(desk.page.getByText(desk.texts.say("find_none_account"))).toBeVisible();
  await expect(desk.control("query")).toHaveValue(SURYAMAYA.email);
});
