// Reads a QR code as a camera does: from a picture of it, with `zbarimg`.

import type { Locator } from "@playwright/test";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The content of the code. */
export async function readQr(code: Locator): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "vestibule-qr-"));
  try {
    const path = join(folder, "qr.png");
    await code.screenshot({ path });
    const { stdout } = await run("zbarimg", ["--quiet", "--raw", path]);
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
