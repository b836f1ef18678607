// A server with an identity provider beside it, and the people whom that provider knows.

import type { Page } from "@playwright/test";

import { LOTTE, type Person } from "./people.ts";
import { Provider, type Known, type Ways } from "./provider.ts";
import { Server } from "./server.ts";
import { test } from "./test.ts";

/** A person without a card; the check digits of the number are right. */
export const TESS: Person = {
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
    number: "87041221816",
  },
};

interface Fixtures {
  ways: Ways;
  provider: Provider;
}

export const provided = test.extend<Fixtures>({
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
export async function atProvider(page: Page, link: string): Promise<void> {
  await page.getByRole("link", { name: link, exact: true }).click();
}
