// Every screen between an application and a sign-in, in four languages, at 1280 and 320 px, light and
// dark: as in screens.spec.ts.

import { behind } from "../../support/application.ts";
import { checkScreen } from "../../support/check-screen.ts";
import { LOTTE } from "../../support/people.ts";

const PKCE = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

behind("every screen looks right: an application asks who a person is", async ({ visitor, ward }) => {
  behind.setTimeout(300_000);
  const { page, setup, screen, signIn, account } = visitor;
  await setup.register(LOTTE);
  await page.goto(ward.login());
  await signIn.reached("credentials");
  await checkScreen(visitor, "sign-in-application");
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_ask");
  await checkScreen(visitor, "application-ask");
  await page.goto(ward.login({ prompt: "select_account" }));
  await screen.shows("request_choose");
  await checkScreen(visitor, "application-choose");
  await page.goto(ward.login({ acr_values: "urn:vestibule:acr:eid", scope: "openid profession offline_access" }));
  await screen.shows("request_prove");
  await checkScreen(visitor, "application-prove");
  await page.goto(`/openid/authorize?client_id=doctors&response_type=code&scope=openid&${PKCE}`);
  await screen.shows("request_denied");
  await checkScreen(visitor, "application-denied");
  await page.goto("/continue#over");
  await screen.shows("request_over");
  await checkScreen(visitor, "application-over");
  await page.goto("/continue#unknown-client");
  await screen.shows("request_unknown");
  await checkScreen(visitor, "application-unknown");
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await page.waitForURL(/callback/);
  await account.open();
  await account.reached();
  await checkScreen(visitor, "account-applications");
  await account.follow("applications_title");
  await screen.shows("applications");
  await checkScreen(visitor, "applications");
});
