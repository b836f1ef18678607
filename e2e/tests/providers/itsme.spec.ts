// itsme: registering, signing in and linking by an independent OpenID provider (R2, P9).

import { LOTTE } from "../../support/people.ts";
import { atProvider, provided, TESS } from "../../support/provided.ts";
import { ADVANCED, type Ways } from "../../support/provider.ts";
import { expect } from "../../support/test.ts";

provided("a person registers with itsme, and signs in with it", async ({ visitor, phone, provider }) => {
  void provider;
  const { registration, account, signIn, page } = visitor;
  await registration.open();
  await registration.choosePatient();
  await registration.reached("means");
  await registration.chooseProvider();
  await expect(page.locator("html")).toHaveAttribute("lang", registration.texts.language);
  await atProvider(page, "tess advanced");
  await registration.confirm(TESS);
  await registration.reached("account");
  // The data from itsme is filled in already; the number and the address still have to be proved.
  await expect(registration.labelled("field_email")).toHaveValue(TESS.email);
  await expect(registration.labelled("field_phone")).toHaveValue(TESS.phone);
  expect(new URL(page.url()).search).toBe("");
  await registration.checkCaller();
  await registration.submitAccount();
  await registration.activate(await phone.code(TESS.e164), TESS.password);
  await registration.reached("done");
  await expect(page.getByTestId("identity")).toHaveText([registration.texts.say("identity_eid"), "itsme"]);

  await signIn.open();
  await signIn.toProvider();
  // The provider still has the person's session.
  await account.reached();
  await expect(account.fact("email")).toHaveText(TESS.email);
});

provided("stopping at itsme, and an identity nobody linked, lead back to the other ways", async ({ visitor: { signIn, page } }) => {
  await signIn.open();
  await signIn.toProvider();
  await atProvider(page, "stop");
  await expect(signIn.alert("provider_cancelled")).toBeVisible();
  await signIn.onToProvider();
  await atProvider(page, "tess advanced");
  await expect(signIn.alert("identity_unknown")).toBeVisible();
  await signIn.button("sign_in_other_ways").click();
  await signIn.at("sign_in", "credentials");
});

provided.describe("an account made with the card", () => {
  provided.use({ ways: { noNumber: true, twoFactors: [] } });

  provided("is linked with itsme, opened by it and a second step, and unlinked again", async ({ visitor, mailbox }) => {
    const { security, signIn, account, page, setup } = visitor;
    await setup.register(LOTTE);
    await visitor.enter(LOTTE);
    await security.open();
    await security.linkProvider();
    await atProvider(page, "lotte basic");
    await security.reached();
    const row = page.getByTestId("identities").getByRole("listitem").filter({ hasText: "itsme" });
    await expect(row).toContainText(security.texts.say("identity_one_factor"));
    await mailbox.mail(LOTTE.email, "identity_linked");

    await account.open();
    await account.signOut();
    await signIn.open();
    await signIn.toProvider();
    await account.reached();

    // itsme may have used an existing session: a change requires a proof from this server.
    await security.open();
    await security.part("identities").getByRole("listitem").filter({ hasText: "itsme" }).getByRole("button").click();
    await visitor.challenge.reached("confirm");
    await visitor.challenge.confirmPassword(LOTTE.password);
    await security.reached();
    await security.unlinkProvider();
    await expect(row).toHaveCount(0);
    await account.open();
    await account.signOut();
    await signIn.open();
    await signIn.toProvider();
    await expect(signIn.alert("identity_unknown")).toBeVisible();
  });

  provided("is not linked with the itsme of someone else", async ({ visitor }) => {
    const { security, signIn, page, setup } = visitor;
    await setup.register(LOTTE);
    await visitor.enter(LOTTE);
    await security.open();
    await security.linkProvider();
    await atProvider(page, "tess advanced");
    await expect(signIn.alert("provider_other_person")).toBeVisible();
  });
});

for (const [what, ways, code] of [
  ["tokens that are not encrypted", { plain: true }, "provider_refused"],
  ["less assurance than was asked for", { asked: [ADVANCED] }, "provider_weak"],
] as const) {
  provided.describe(what, () => {
    provided.use({ ways: ways as Ways });
    provided("are refused, and another way is offered", async ({ visitor: { signIn, page } }) => {
      await signIn.open();
      await signIn.toProvider();
      await atProvider(page, code === "provider_weak" ? "tess basic" : "tess advanced");
      await expect(signIn.alert(code)).toBeVisible();
      await expect(signIn.button("sign_in_other_ways")).toBeVisible();
    });
  });
}

provided("a provider that fails or hangs is reported within three seconds, and nobody else notices", async ({ visitor, stranger, provider }) => {
  const { signIn, page } = visitor;
  const others = stranger.signIn;
  provider.failing = 500;
  await signIn.open();
  await signIn.toProvider();
  await atProvider(page, "tess advanced");
  await expect(signIn.alert("provider_away")).toBeVisible();
  provider.failing = undefined;
  provider.hanging = true;
  const began = Date.now();
  await signIn.onToProvider();
  await page.waitForURL("**/sign-in");
  await others.open();
  await expect(signIn.alert("provider_away")).toBeVisible({ timeout: 4_500 });
  // The redirects are included: the answer itself has 2.7 s.
  expect(Date.now() - began).toBeLessThan(6_000);
});

provided("a new account at itsme takes the place of the old one, once the person proved by card who they are", async ({ visitor }) => {
  const { signIn, security, account, setup, page } = visitor;
  await setup.register(LOTTE);
  await visitor.enter(LOTTE);
  await security.open();
  await security.linkProvider();
  await atProvider(page, "lotte advanced");
  await security.reached();
  await account.open();
  await account.signOut();
  // The same person in a new itsme account: it is unknown here.
  await page.context().clearCookies({ domain: "127.0.0.1" });
  await signIn.open();
  await signIn.toProvider();
  await atProvider(page, "lotte anew");
  await expect(signIn.alert("identity_unknown")).toBeVisible();
  await signIn.button("sign_in_other_ways").click();
  await signIn.button("sign_in_eid").click();
  await signIn.readCard(LOTTE.id);
  await account.reached();
  await security.open();
  await security.unlinkProvider();
  await security.linkProvider();
  // This page is shown before the way to itsme too: only the row says that the link is made.
  await expect(page.getByTestId("identities").getByRole("listitem").filter({ hasText: "itsme" })).toBeVisible();
  await account.open();
  await account.signOut();
  await signIn.open();
  await signIn.toProvider();
  await account.reached();
});
