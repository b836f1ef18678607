// Help: the page with its parts, the links from the screens, the chooser, and the page about a
// method's end.

import { otherThan } from "../../support/desk.ts";
import { LOTTE } from "../../support/people.ts";
import { administrator, day, decide, inDutch } from "../../support/sunset.ts";
import { expect, test } from "../../support/test.ts";

const DAY = 24 * 60 * 60 * 1000;

test("an address with a part opens that part, and so does the list of contents", async ({ visitor: { help } }) => {
  await help.open("lost-phone");
  await help.tells("lost-phone");
  await help.link("help_reader_title").click();
  await help.tells("reader");
  await help.page.goBack();
  await help.tells("lost-phone");
  // In another language, the opened part stays open.
  await help.speak("fr");
  await expect(help.page.locator("#lost-phone")).toHaveAttribute("open", "");
});

test("help with a code opens beside it, and what was typed stays", async ({ visitor, phone }) => {
  const { registration, help } = visitor;
  await registration.toActivation(LOTTE);
  const wrong = otherThan(await phone.code(LOTTE.e164));
  await registration.control("code").fill(wrong);
  const beside = await help.follow();
  await beside.tells("no-sms");
  await registration.at("registration", "activate");
  await expect(registration.control("code")).toHaveValue(wrong);
});

test("help with a card says what may be wrong at the reader", async ({ visitor: { signIn, help } }) => {
  await signIn.open();
  await signIn.useCard();
  const name = `${help.texts.say("help_with")} ${help.texts.say("new_tab")}`;
  await expect(help.beside, "said to screen readers").toHaveAccessibleName(name);
  const beside = await help.follow();
  await beside.tells("reader");
});

test("p4 three answers put what suits on top, and text messages never", async ({ visitor: { help } }) => {
  await help.open("which-method");
  await expect(help.best).toBeEmpty();
  await expect(help.row(0)).toContainText(help.texts.say("method_app"));
  await expect(help.row(6)).toContainText(help.texts.say("method_call"));

  await help.answer("choose_phone", false);
  await help.answer("choose_computer", false);
  await help.answer("choose_reader", true);
  const card = help.texts.say("choose_card");
  await expect(help.best).toHaveText(help.texts.say("choose_best", { method: card }));
  await expect(help.row(0)).toContainText(help.texts.say("choose_why_card"));
  await expect(help.row(6)).toContainText(help.texts.say("choose_not_platform"));

  await help.answer("choose_phone", true);
  await expect(help.row(0)).toContainText(help.texts.say("choose_why_app"));
});

test("p5 the page about the change follows the policy by itself", async ({ visitor, stranger, server, app, clock }) => {
  const { help } = visitor;
  await help.openChange();
  await expect(help.alert("nothing_ends")).toBeVisible();

  await administrator(stranger, server, app);
  const last = (await clock.now()) + 61 * DAY;
  await decide(stranger, [{ method: "sms", capacity: "doctor", last_day: day(last) }]);
  await help.openChange();
  await expect(help.alert("nothing_ends")).toHaveCount(0);
  const sms = help.end("Sms");
  await expect(sms).toContainText(help.texts.say("change_ending", { date: inDutch(last) }));
  await expect(sms).toContainText(help.texts.say("change_for_doctor"));
  await expect(sms).not.toContainText(help.texts.say("change_for_all"));
  await expect(help.page.getByText(help.texts.say("change_sms"))).toBeVisible();
  await help.link("help_method_title").first().click();
  await help.tells("which-method");
  await expect(help.row(5)).toContainText(help.texts.say("choose_ends", { date: inDutch(last) }));

  await clock.days(62);
  await help.openChange();
  await expect(sms).toContainText(help.texts.say("change_enrol_only", { date: inDutch(last) }));
});

test("H9: the help names the figures that the policy decides", async ({ visitor, stranger, server, app, clock }) => {
  await administrator(stranger, server, app);
  await decide(stranger, [{ method: "sms", last_day: day((await clock.now()) + 61 * DAY) }]);
  const { api } = stranger.setup;
  const { policy, version } = await api.get<{ policy: object; version: number }>("/api/policy");
  const figures = [
    { value: "activation_tries", is: 3 },
    { value: "code_tries", is: 8 },
    { value: "rest", is: 60 },
  ];
  await api.post("/api/policy", {
    policy: { ...policy, figures, notice_days: [45, 3] },
    replaces: version,
    reason: "the board of 2027",
  });
  const { help } = visitor;
  const told = { activation_tries: "3", code_tries: "8", rest_minutes: "60", notice_days: "45, 3" };
  await help.open();
  for (const key of ["help_locked_do", "help_app_code_which", "help_locked_wait"]) {
    await expect(help.page.locator("main")).toContainText(help.texts.say(key, told));
  }
  await help.openChange();
  await expect(help.page.locator("main")).toContainText(help.texts.say("change_ask_told_text", told));
});

test.describe("a help line in some languages", () => {
  test.use({
    settings: {
      HELP_PHONE: "nl: +32 2 555 00 00; de: +32 87 55 00 00",
      HELP_HOURS: "Mo-Fr 09:00-17:00; de: Tu,Th 09:00-12:00",
    },
  });

  test("h13 each language has its own line and hours, and none where nobody answers", async ({ visitor: { help } }) => {
    await help.open();
    const line = help.page.getByRole("complementary");
    await expect(line.getByRole("link", { name: "+32 2 555 00 00" })).toBeVisible();
    await help.speak("de");
    await expect(line.getByRole("link", { name: "+32 87 55 00 00" })).toBeVisible();
    await expect(line).toContainText("Dienstag, Donnerstag 09:00–12:00");
    await expect(help.page.locator("#help-line")).toBeVisible();
    await help.speak("fr");
    await expect(help.page.locator(".help-phone, .help-hours, #help-line")).toHaveCount(0);
  });
});
