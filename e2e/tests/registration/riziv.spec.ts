// One RIZIV number opens one account: the second person is sent to the help desk (R5, R16).

import { ANKE, LOTTE, type Person } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a doctor's number that another doctor has leads to the help desk, with a code to name", async ({
  visitor,
  stranger,
}) => {
  await visitor.setup.register(ANKE);
  const second: Person = { ...ANKE, ...LOTTE, capacity: "doctor" };
  const { registration } = stranger;
  await registration.order(second);
  const alert = registration.alert("riziv_taken");
  await expect(alert).toContainText(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
  await expect(alert).not.toContainText(ANKE.name);
  await expect(registration.control("riziv")).toHaveValue(ANKE.riziv ?? "");
});
