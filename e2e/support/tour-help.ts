// The tour of the help.

import { expect } from "@playwright/test";

import { administrator, day, decide } from "./sunset.ts";
import type { Walk } from "./tour.ts";

const DAY = 24 * 60 * 60 * 1000;

const helpIsRead: Walk = async ({ visitor: { help } }, show) => {
  await help.open("lost-phone");
  await help.tells("lost-phone");
  await help.answer("choose_phone", true);
  await help.answer("choose_computer", true);
  await help.answer("choose_reader", false);
  await expect(help.best).not.toBeEmpty();
  for (const answer of await help.page.locator("main details").all()) {
    await answer.evaluate((it) => it.setAttribute("open", ""));
  }
  await show("help");
};

const aMethodEnds: Walk = async ({ visitor: { help }, stranger, server, app, clock }, show) => {
  await help.openChange();
  await show("help-change-nothing");
  await administrator(stranger, server, app);
  const last = (await clock.now()) + 61 * DAY;
  const call = { method: "call", capacity: "doctor", last_day: day(last - 62 * DAY) };
  await decide(stranger, [{ method: "sms", last_day: day(last) }, call]);
  await help.openChange();
  await expect(help.end("Call")).toBeVisible();
  for (const answer of await help.page.locator("main details").all()) {
    await answer.evaluate((it) => it.setAttribute("open", ""));
  }
  await show("help-change");
};

/** All tours, by subject. */
export const HELP_WALKS: Record<string, Walk> = {
  "a person looks for help": helpIsRead,
  "a person reads that a method ends": aMethodEnds,
};
