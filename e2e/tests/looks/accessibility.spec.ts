// Every screen against WCAG 2.2 AA by axe, contrast included, light and dark (UX 24); in Dutch, and in
// German for its long words.

import { AxeBuilder } from "@axe-core/playwright";
import { type Page } from "@playwright/test";

import { expect, test } from "../../support/test.ts";
import { type Language } from "../../support/texts.ts";
import { WALKS } from "../../support/tour.ts";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SPOKEN: Language[] = ["nl", "de"];

test.use({ trace: "off" });

async function expectNone(axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
  expect.soft(found, where).toEqual([]);
}

/** Every rule in the light; in the dark only the colours differ. */
async function examine(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await expectNone(new AxeBuilder({ page }).withTags(STANDARD), `${name}, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNone(new AxeBuilder({ page }).withRules(["color-contrast"]), `${name}, dark`);
}

for (const language of SPOKEN) {
  test.describe(() => {
    test.use({ locale: language });
    for (const [title, walk] of Object.entries(WALKS)) {
      test(`everybody can use: ${title} (${language})`, async ({
        visitor,
        phone,
        mailbox,
        clock,
        provisioning,
        server,
      }) => {
        test.setTimeout(120_000);
        visitor.reads(language);
        const guide = { visitor, phone, mailbox, clock, provisioning, server };
        await walk(guide, (name) => examine(visitor.page, name));
      });
    }
  });
}
