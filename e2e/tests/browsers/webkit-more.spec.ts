// What `cargo xtask e2e --browsers` does in WebKitGTK beside the walk of every run.

import { ANKE, JOSEPHINE, LOTTE } from "../../support/people.ts";
import { atWebKit as test } from "../../support/webkit.ts";

test("a doctor registers and is led to the set-up of an app in WebKit", async ({ walker, tab }) => {
  await walker.register(ANKE);
  await tab.press(tab.button("done_sign_in"));
  await walker.enter(ANKE);
  await tab.at("two_step", "choose");
  await tab.sees({ css: '[data-code="enrolment_required"]' });
  await walker.setUpApp();
  await tab.reads({ css: "[data-testid=name]" }, ANKE.name);
});

test("an organisation registers and signs in by password and by card in WebKit", async ({ walker, tab }) => {
  await walker.register(JOSEPHINE);
  await tab.press(tab.button("done_sign_in"));
  await walker.enter(JOSEPHINE);
  await walker.inside();
  await tab.reads({ css: "[data-testid=organisation]" }, JOSEPHINE.organisation ?? "");
  await walker.signOut();
  await walker.enterByCard(JOSEPHINE);
  await walker.inside();
});

test("an empty address is explained, and a recovery code opens the account in WebKit", async ({ walker, tab }) => {
  await walker.register(LOTTE);
  await tab.press(tab.button("done_sign_in"));
  await walker.enter({ ...LOTTE, email: "" });
  await tab.sees({ css: "#summary:focus" });
  await tab.sees({ css: '#email-problem[data-code="required"]' });
  await walker.enter(LOTTE);
  await walker.inside();

  await walker.open("/account/two-step");
  const { codes } = await walker.setUpApp();
  await walker.signOut();
  await walker.enter(LOTTE);
  await tab.press(tab.button("prove_another_way"));
  await tab.press(tab.button("prove_recovery"));
  await tab.sees({ css: '[data-step="prove"] [data-by="recovery"]' });
  await walker.prove(codes[0] ?? "");
  await walker.inside();
});

test("text messages are set up, and a code by text message opens the account in WebKit", async ({
  walker,
  tab,
  phone,
  clock,
}) => {
  await walker.register(LOTTE);
  await tab.press(tab.button("done_sign_in"));
  await walker.enter(LOTTE);
  await walker.inside();

  // The next message to the same number has to wait.
  await clock.minutes(2);
  await walker.open("/account/two-step");
  await walker.choose("sms");
  await tab.pick("number_own");
  await tab.press(tab.button("number_send"));
  await walker.prove(await phone.code(LOTTE.e164, 2));
  await walker.finish();

  await walker.signOut();
  await clock.minutes(2);
  await walker.enter(LOTTE);
  await tab.press({ css: '[data-only="sms"] button' });
  await tab.sees({ css: '[data-step="prove"] [data-by="sms"]' });
  await walker.prove(await phone.code(LOTTE.e164, 3));
  await walker.inside();
});
