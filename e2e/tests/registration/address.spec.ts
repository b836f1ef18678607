// The address of an account: a user name at once, and more after the link of a mail proved it.

import { LOTTE, MATHIS } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("R12: the account page asks to confirm the address until the link of the mail does", async ({
  visitor,
  mailbox,
}) => {
  const { account, address, setup } = visitor;
  await setup.arrive(LOTTE);
  await account.open();
  await expect(account.alert("address_unproved")).toBeVisible();
  await account.button("address_again").click();
  await expect(account.alert("address_unproved").getByText(account.texts.say("address_sent"))).toBeVisible();
  await address.follow(await mailbox.link(LOTTE.email, "address_proof"));
  await expect(visitor.page, "the secret leaves the address bar").toHaveURL(/\/address$/);
  await address.button("address_mine").click();
  await address.shows("address_proved");
  await account.open();
  await account.reached();
  await expect(account.alert("address_unproved")).toHaveCount(0);
});

test("R12: a person whose address another account was given gets it by the mail, and goes on", async ({
  visitor,
  stranger,
  mailbox,
}) => {
  await visitor.setup.arrive({ ...LOTTE, email: MATHIS.email });
  const { registration, address } = stranger;
  await stranger.atAccount(MATHIS);
  await registration.fill(MATHIS);
  await registration.submitAccount();
  await registration.complains("email", "email_unproved");
  const tab = await stranger.anotherTab();
  await tab.address.follow(await mailbox.link(MATHIS.email, "address_proof"));
  await tab.address.button("address_not_mine").click();
  await tab.address.shows("address_removed");
  await registration.submitAccount();
  await registration.reached("activate");
  await expect(address.page).toHaveURL(/\/register$/);
  await visitor.account.open();
  await expect(visitor.account.alert("address_removed")).toBeVisible();
});
