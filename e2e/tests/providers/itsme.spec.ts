// itsme: registering, signing in and linking by an OpenID provider that we did not write (R2, P9).

import type { Page } from "@playwright/test";

import { LOTTE, type Person } from "../../support/people.ts";
import { ADVANCED, Provider, type Known, type Ways } from "../../support/provider.ts";
import { Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";

/** Not among those with a card; the number's check digits are right. */
const TESS: Person = {
  id: "tess",
  name: "Tess Wolkenveld",
  email: "tess@voorbeeld.example.be",
  phone: "+32 474567890",
  e164: "+32474567890",
  password: "ochtendmist 12",
  capacity: "citizen",
};
const PEOPLE: Record<string, Known> = {
  tess: {
    given_name: "Tess",
    family_name: "Wolkenveld",
    email: TESS.email,
    phone_number: TESS.phone,
    number: "90010112395",
  },
  lotte: {
    given_name: "Lotte Marie",
    family_name: "Zonnevlecht",
    email: LOTTE.email,
    phone_number: "+32 470123456",
    number: "",
  },
};

interface Fixtures {
  ways: Ways;
  provider: Provider;
}

const provided = test.extend<Fixtures>({
  ways: [{}, { option: true }],
  provider: async ({ ways }, use) => {
    const provider = new Provider(PEOPLE, ways);
    await use(provider);
    await provider.close();
  },
  server: async ({ cards, provider }, use, info) => {
    const server = await Server.create(cards, await provider.open());
    await provider.serve(server.origin);
    await use(server);
    if (info.status !== info.expectedStatus) {
      const body = `${server.log()}\n${provider.complaints.join("\n")}`;
      await info.attach("server.log", { body, contentType: "text/plain" });
    }
    await server.remove();
  },
});

/** Presses a link of the provider's screen. */
async function atProvider(page: Page, link: string): Promise<void> {
  await page.getByRole("link", { name: link, exact: true }).click();
}

provided("somebody registers with itsme, and signs in with it", async ({ visitor, phone, provider }) => {
  void provider;
  const { registration, account, signIn, page } = visitor;
  await registration.open();
  await registration.choosePatient();
  await registration.reached("means");
  await page.getByRole("button", { name: registration.texts.say("means_provider", { name: "itsme" }) }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", registration.texts.language);
  await atProvider(page, "tess advanced");
  await registration.confirm(TESS);
  await registration.reached("account");
  // What itsme knows stands there already; the number and the address are proved all the same.
  await expect(registration.labelled("field_email")).toHaveValue(TESS.email);
  await expect(registration.labelled("field_phone")).toHaveValue(TESS.phone);
  expect(new URL(page.url()).search).toBe("");
  await registration.agree();
  await registration.submitAccount();
  await registration.activate(await phone.code(TESS.e164), TESS.password);
  await registration.reached("done");

  await signIn.open();
  await page.getByRole("button", { name: signIn.texts.say("sign_in_provider", { name: "itsme" }) }).click();
  // The provider still knows who was there a moment ago.
  await account.reached();
  await expect(account.fact("email")).toHaveText(TESS.email);
});

provided("stopping at itsme, and an identity nobody linked, lead back to the other ways", async ({ visitor: { signIn, page } }) => {
  await signIn.open();
  const button = page.getByRole("button", { name: signIn.texts.say("sign_in_provider", { name: "itsme" }) });
  await button.click();
  await atProvider(page, "stop");
  await expect(signIn.alert("provider_cancelled")).toBeVisible();
  await page.getByRole("link", { name: signIn.texts.say("away_on", { name: "itsme" }) }).click();
  await atProvider(page, "tess advanced");
  await expect(signIn.alert("identity_unknown")).toBeVisible();
  await signIn.button("sign_in_other_ways").click();
  await signIn.at("sign_in", "credentials");
});

provided.describe("an account made with the card", () => {
  provided.use({ ways: { noNumber: true, twoFactors: [] } });

  provided("is linked with itsme, opened by it and a second step, and unlinked again", async ({ visitor, mailbox }) => {
    const { security, signIn, account, page, errands } = visitor;
    await errands.register(LOTTE);
    await visitor.enter(LOTTE);
    await security.open();
    const link = page.getByRole("button", { name: security.texts.say("identity_link_provider", { name: "itsme" }) });
    await link.click();
    await atProvider(page, "lotte basic");
    await security.reached();
    const row = page.getByTestId("identities").getByRole("listitem").filter({ hasText: "itsme" });
    await expect(row).toContainText(security.texts.say("identity_one_factor"));
    await mailbox.mail(LOTTE.email, "identity_linked");

    await account.open();
    await account.signOut();
    await signIn.open();
    await page.getByRole("button", { name: signIn.texts.say("sign_in_provider", { name: "itsme" }) }).click();
    await account.reached();

    await security.open();
    await row.getByRole("button").click();
    await expect(row).toHaveCount(0);
    await account.open();
    await account.signOut();
    await signIn.open();
    await page.getByRole("button", { name: signIn.texts.say("sign_in_provider", { name: "itsme" }) }).click();
    await expect(signIn.alert("identity_unknown")).toBeVisible();
  });

  provided("is not linked with the itsme of somebody else", async ({ visitor }) => {
    const { security, signIn, page, errands } = visitor;
    await errands.register(LOTTE);
    await visitor.enter(LOTTE);
    await security.open();
    await page.getByRole("button", { name: security.texts.say("identity_link_provider", { name: "itsme" }) }).click();
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
      await page.getByRole("button", { name: signIn.texts.say("sign_in_provider", { name: "itsme" }) }).click();
      await atProvider(page, code === "provider_weak" ? "tess basic" : "tess advanced");
      await expect(signIn.alert(code)).toBeVisible();
      await expect(signIn.button("sign_in_other_ways")).toBeVisible();
    });
  });
}

provided("a provider that fails or hangs is told within three seconds, and nobody else notices", async ({ visitor, stranger, provider }) => {
  const { signIn, page } = visitor;
  const others = stranger.signIn;
  provider.failing = 500;
  await signIn.open();
  await page.getByRole("button", { name: signIn.texts.say("sign_in_provider", { name: "itsme" }) }).click();
  await atProvider(page, "tess advanced");
  await expect(signIn.alert("provider_away")).toBeVisible();
  provider.failing = undefined;
  provider.hanging = true;
  const began = Date.now();
  await page.getByRole("link", { name: signIn.texts.say("away_on", { name: "itsme" }) }).click();
  await page.waitForURL("**/sign-in");
  await others.open();
  await expect(signIn.alert("provider_away")).toBeVisible({ timeout: 4_500 });
  // The way there and back is part of it: the answer itself has 2.7 s.
  expect(Date.now() - began).toBeLessThan(6_000);
});
