// The happy path on PostgreSQL: the same journey on a database of its own. It runs where
// `TEST_POSTGRES_URL` names a cluster in which databases may be created.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";

import { LOTTE } from "../../support/people.ts";
import { Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";

const CLUSTER = process.env.TEST_POSTGRES_URL;
const PROGRAMS = "/usr/lib/postgresql";

/** Debian keeps psql beside the server, in a folder per version. */
function psql(): string {
  try {
    const newest = readdirSync(PROGRAMS).sort((a, b) => Number(b) - Number(a))[0];
    return newest ? `${PROGRAMS}/${newest}/bin/psql` : "psql";
  } catch {
    return "psql";
  }
}

function run(statement: string): void {
  execFileSync(psql(), ["--quiet", "--no-psqlrc", `--command=${statement}`, `--dbname=${CLUSTER}`]);
}

const onPostgres = test.extend({
  server: async ({ cards }, use, info) => {
    const name = `e2e_${process.pid}_${info.workerIndex}_${Date.now()}`;
    run(`create database ${name}`);
    const url = new URL(CLUSTER ?? "");
    url.pathname = `/${name}`;
    const server = await Server.create(cards, { DATABASE_URL: url.href });
    await use(server);
    await server.remove();
    run(`drop database ${name} with (force)`);
  },
});

onPostgres.skip(!CLUSTER, "TEST_POSTGRES_URL is not set");

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
