// From the start screen to the account page, for every person who can register (R1-R13).

import { ANKE, GERARD, JOSEPHINE, LOTTE, MATHIS, SURYAMAYA } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

for (const person of [LOTTE, ANKE, JOSEPHINE]) {
  test(`a ${person.capacity} registers, activates, signs in by password and signs out`, async ({
    visitor,
    phone,
    mailbox,
    app,
  }) => {
    const { registration, signIn, twoStep, account } = visitor;
    await registration.toActivation(person);
    await mailbox.mail(person.email, "account_created");
    await registration.activate(await phone.code(person.e164), person.password);
    await registration.reached("done");
    await expect(visitor.page.getByTestId("user-name")).toHaveText(person.email);
    await expect(visitor.page.getByTestId("identity")).toHaveText(registration.texts.say("identity_eid"));
    const second = visitor.page.getByTestId("second-step");
    await expect(second).toHaveCount(person.capacity === "doctor" ? 1 : 0);
    await mailbox.mail(person.email, "account_activated");

    await registration.button("done_sign_in").click();
    await signIn.reached("credentials");
    await expect(signIn.labelled("field_email")).toHaveValue(person.email);
    await signIn.enter(person.email, person.password);
    if (person.capacity === "doctor") {
      await twoStep.choose("app");
      await twoStep.type(await app.code(await twoStep.key()));
      await twoStep.finish();
      await twoStep.toAccount();
    }

    await account.reached();
    await expect(account.fact("name")).toHaveText(person.name);
    await expect(account.fact("email")).toHaveText(person.email);
    await expect(account.fact("phone")).toHaveText(/^\+32\s•••\s••\s••\s\d\d$/);
    await expect(account.fact("phone")).toHaveText(new RegExp(`${person.e164.slice(-2)}$`));
    await expect(account.fact("capacity")).toHaveText(account.texts.say(`capacity_${person.capacity}`));
    if (person.riziv) await expect(account.fact("riziv")).toHaveText("19012394001");
    if (person.cbe) await expect(account.fact("cbe")).toHaveText("0799123414");
    if (person.organisation) {
      await expect(account.fact("organisation")).toHaveText(person.organisation);
    }

    await account.signOut();
    await signIn.reached("credentials");
    await expect(signIn.alert("signed_out")).toBeVisible();
    await account.open();
    await signIn.reached("credentials");
  });
}

for (const person of [MATHIS, GERARD, SURYAMAYA]) {
  const card = { mathis: "born after 2000", gerard: "with an RSA card", suryamaya: "without a given name" };
  test(`a person with ${card[person.id as keyof typeof card]} registers and signs in by card`, async ({
    visitor,
  }) => {
    await visitor.register(person);
    await visitor.signIn.open();
    await visitor.signIn.useCard();
    await visitor.signIn.readCard(person.id);
    await visitor.account.reached();
    await expect(visitor.account.fact("name")).toHaveText(person.name);
    await expect(visitor.page.getByText(visitor.account.texts.say("strength_eid"))).toBeVisible();
  });
}

test("a card that is registered already says so, and signs in", async ({ visitor, stranger }) => {
  await visitor.register(LOTTE);
  const { registration, account, page } = stranger;
  await registration.toCard(LOTTE);
  await registration.readCard(LOTTE.id);
  await registration.reached("known");
  await expect(page.locator(".step-count"), "it is no step of a registration").toHaveCount(0);
  await expect(registration.alert("already_registered")).toContainText(LOTTE.name);
  await expect(registration.alert("already_registered")).not.toContainText(LOTTE.email);
  await registration.button("known_sign_in").click();
  await account.reached();
  await expect(account.fact("name")).toHaveText(LOTTE.name);
});
