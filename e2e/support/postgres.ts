// A separate PostgreSQL database for a test, in the cluster that `TEST_POSTGRES_URL` names.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";

import { Server } from "./server.ts";
import { test } from "./test.ts";

const CLUSTER = process.env.TEST_POSTGRES_URL;
const PROGRAMS = "/usr/lib/postgresql";

/** The path of psql: Debian keeps it beside the server, in a folder per version. */
function psql(): string {
  try {
    const newest = readdirSync(PROGRAMS).sort((a, b) => Number(b) - Number(a))[0];
    return newest ? `${PROGRAMS}/${newest}/bin/psql` : "psql";
  } catch {
    return "psql";
  }
}

function run(database: string, statement: string): void {
  execFileSync(psql(), ["--quiet", "--no-psqlrc", `--command=${statement}`, `--dbname=${database}`]);
}

interface OnPostgres {
  /** The address of this test's database. */
  database: string;
  /** Changes the data without the server, as if it came from an earlier version. */
  sql: (statement: string) => void;
}

/** Tests whose server keeps its data in PostgreSQL. */
export const onPostgres = test.extend<OnPostgres>({
  database: async ({}, use, info) => {
    const name = `e2e_${process.pid}_${info.workerIndex}_${Date.now()}`;
    run(CLUSTER ?? "", `create database ${name}`);
    const url = new URL(CLUSTER ?? "");
    url.pathname = `/${name}`;
    await use(url.href);
    run(CLUSTER ?? "", `drop database ${name} with (force)`);
  },

  server: async ({ cards, settings, database }, use) => {
    const server = await Server.create(cards, { ...settings, DATABASE_URL: database });
    await use(server);
    await server.remove();
  },

  sql: async ({ database }, use) => use((statement) => run(database, statement)),
});

onPostgres.skip(!CLUSTER, "TEST_POSTGRES_URL is not set");
