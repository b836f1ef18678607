// Every screen against WCAG 2.2 AA by axe, contrast included, light and dark (UX 24); in Dutch, and in
// German for its long words.

import { AxeBuilder } from "@axe-core/playwright";
import { type Page } from "@playwright/test";

import { expect, test } from "../../support/test.ts";
import { type Language } from "../../support/texts.ts";
import { WALKS } from "../../support/tour.ts";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SPOKEN: Language[] = ["nl", "de"];

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARD).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

for (const [title, walk] of Object.entries(WALKS)) {
  for (const language of SPOKEN) {
    test.describe(() => {
      test.use({ locale: language });
      test(`everybody can use: ${title} (${language})`, async ({
        visitor, phone, mailbox, clock, provisioning, server,
      }) => {
        test.setTimeout(120_000);
        visitor.reads(language);
        const guide = { visitor, phone, mailbox, clock, provisioning, server };
        await walk(guide, async (name) => {
          for (const colorScheme of ["light", "dark"] as const) {
            await visitor.page.emulateMedia({ colorScheme });
            expect.soft(await violations(visitor.page), `${name}, ${colorScheme}`).toEqual([]);
          }
        });
      });
    });
  }
}
