// The pages on which administrators register applications, in four languages, at 1280 and 320 px,
// light and dark: as in screens.spec.ts.

import { behind } from "../../support/application.ts";
import { checkScreen } from "../../support/check-screen.ts";
import { LOTTE } from "../../support/people.ts";

behind("every screen looks right: applications at the help desk", async ({ visitor, server, ward }) => {
  behind.setTimeout(300_000);
  const { page, desk, setup, screen } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.openClients();
  const add = desk.part("clients-add");
  await add.getByRole("button").click();
  await desk.setting("id").fill("pacs beelden");
  await desk.setting("name").fill("Medische beelden");
  await desk.setting("redirect_uris").fill("http://pacs.example/callback");
  await add.locator("form").getByRole("button", { name: desk.texts.say("clients_add") }).click();
  await desk.summary.waitFor();
  await checkScreen(visitor, "clients-wrong");
  await desk.setting("id").fill("pacs");
  await desk.setting("redirect_uris").fill(`${ward.origin}/callback`);
  await add.locator("form").getByRole("button", { name: desk.texts.say("clients_add") }).click();
  await desk.because("de beelden gaan open", "clients_save");
  await desk.done("clients-add");
  await page.locator("#lines-Spring-Security").click();
  await checkScreen(visitor, "clients-added");
  await desk.openClient("Medische beelden");
  await desk.editClient("people");
  await desk.part("client-people").getByRole("checkbox").nth(1).check();
  await desk.checkClient("people");
  await desk.impact.waitFor();
  await checkScreen(visitor, "client");
  await desk.openClients();
  await desk.openClient("Afdeling Hart");
  await checkScreen(visitor, "client-of-file");
  const says = (text: string | RegExp): Promise<void> => page.getByRole("heading", { name: text }).waitFor();
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await says(/^signed in/);
  await page.goto(ward.login({ claims: "no JSON" }));
  await says("refused: invalid_request");
  await desk.openClients();
  await desk.openCockpit();
  for (const part of ["cockpit-applications", "cockpit-refusals"]) await desk.tableOf(part);
  await checkScreen(visitor, "cockpit-applications");
});
