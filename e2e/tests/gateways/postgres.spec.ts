// The happy path on PostgreSQL: the same flow on a separate database. It runs if
// `TEST_POSTGRES_URL` names a cluster in which databases may be created.

import { LOTTE } from "../../support/people.ts";
import { onPostgres } from "../../support/postgres.ts";
import { expect } from "../../support/test.ts";

onPostgres("a patient registers, activates and signs in on PostgreSQL, across a kill -9", async ({
  visitor,
  server,
  provisioning,
  phone,
}) => {
  const { registration, account } = visitor;
  await provisioning.hold("link_card");
  await registration.order(LOTTE);
  await registration.reached("provisioning");
  await server.kill();
  await server.start();
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
  await visitor.enter(LOTTE);
  await expect(account.fact("name")).toHaveText(LOTTE.name);
});
