// Uses a screen with the keyboard alone (UX 24).

import { expect, type Locator } from "@playwright/test";

import type { Screen } from "../pages/screen.ts";

/** More presses than any screen has controls. */
const MOST = 60;

/** Presses Tab until a control has the focus, and expects that the focus is visible. */
export async function tabTo(screen: Screen, control: Locator): Promise<void> {
  for (let presses = 0; presses < MOST; presses += 1) {
    await screen.page.keyboard.press("Tab");
    const focused = await control.evaluate((it) => {
      const root = it.getRootNode() as Document | ShadowRoot;
      return root.activeElement === it;
    });
    if (focused) {
      expect(await control.evaluate(isFocusVisible), "the focus can be seen").toBe(true);
      return;
    }
  }
  throw new Error(`${control} is not reached by Tab`);
}

/** Whether there is an outline or a shadow on the control, or on the label drawn in its place. */
function isFocusVisible(control: Element): boolean {
  const places = [control, control.nextElementSibling, control.parentElement];
  return places.some((it) => {
    if (!it) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  });
}
