// Reads a QR code as a camera does: from a picture of it, with `zbarimg`.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The content of the code in a picture, a PNG. */
export async function readQr(picture: Buffer): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "vestibule-qr-"));
  try {
    const path = join(folder, "qr.png");
    writeFileSync(path, picture);
    const { stdout } = await run("zbarimg", ["--quiet", "--raw", path]);
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
