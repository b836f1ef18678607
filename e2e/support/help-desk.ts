// A member of staff at the help desk, and a caller.

import { expect } from "@playwright/test";

import { LOTTE, MATHIS } from "./people.ts";
import { type Server } from "./server.ts";
import { type Visitor } from "./visitor.ts";

/** Makes Lotte an administrator and opens Mathis's page. */
export async function atHelpDesk(visitor: Visitor, server: Server): Promise<void> {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await visitor.desk.show(MATHIS);
}

/** Caller and agent read codes out to each other, and the caller confirms. */
export async function checkCaller({ desk }: Visitor, { support }: Visitor): Promise<void> {
  await desk.hear((await support.begin()).toLowerCase().replace("-", " "));
  await expect(desk.figures).toBeVisible();
  const figures = await support.read("call_compare");
  await expect(desk.figures, "the same figures on both screens").toHaveText(figures);
  await support.answer(true);
  await expect(support.alert("call_agreed")).toBeVisible();
  await expect(desk.alert("caller_known")).toBeVisible();
}
