// Passkeys, security keys and the chip of the computer, played by Chromium's own virtual
// authenticators, which create and sign as real ones do. They belong to one tab.

import type { CDPSession, Page } from "@playwright/test";

/** The kind of a key. */
export interface Kind {
  /** Built into the computer, or plugged in. */
  readonly transport: "internal" | "usb";
  /** Whether it can verify its owner, by PIN or finger. */
  readonly verifies: boolean;
  /** Whether it can store keys that are found without a user name. */
  readonly discoverable: boolean;
}

/** This computer, or a phone, with a finger or a PIN. */
export const CHIP: Kind = { transport: "internal", verifies: true, discoverable: true };
/** A key for the USB port with a PIN. */
export const STICK_WITH_PIN: Kind = { transport: "usb", verifies: true, discoverable: true };
/** A key for the USB port that is only touched. */
export const STICK: Kind = { transport: "usb", verifies: false, discoverable: false };

/** One virtual authenticator. */
export class Key {
  constructor(
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** From now on it is not touched: a request to it stays open, also that of the autofill. */
  leave(): Promise<void> {
    return this.#send("WebAuthn.setAutomaticPresenceSimulation", { enabled: false });
  }

  /** From now on it is touched whenever it asks. */
  touch(): Promise<void> {
    return this.#send("WebAuthn.setAutomaticPresenceSimulation", { enabled: true });
  }

  /** From now on PIN or finger is wrong: the browser gives up, as when its window is closed. */
  refuse(): Promise<void> {
    return this.#send("WebAuthn.setUserVerified", { isUserVerified: false });
  }

  /** From now on PIN or finger is right again. */
  accept(): Promise<void> {
    return this.#send("WebAuthn.setUserVerified", { isUserVerified: true });
  }

  /** From now on it signs with another key. */
  forge(): Promise<void> {
    return this.#send("WebAuthn.setResponseOverrideBits", { isBogusSignature: true });
  }

  /** From now on its keys are copied to a cloud, and it reports that. */
  async copy(): Promise<void> {
    const { authenticatorId } = this;
    const { credentials } = await this.session.send("WebAuthn.getCredentials", { authenticatorId });
    for (const { credentialId } of credentials) {
      const now = { credentialId, backupEligibility: true, backupState: true };
      await this.session.send("WebAuthn.setCredentialProperties", { authenticatorId, ...now } as never);
    }
  }

  /** The names that it shows for its keys. */
  async names(): Promise<(string | undefined)[]> {
    const { authenticatorId } = this;
    const { credentials } = await this.session.send("WebAuthn.getCredentials", { authenticatorId });
    return credentials.map((one) => (one as { userName?: string }).userName);
  }

  /** The number of its keys. */
  async count(): Promise<number> {
    const { authenticatorId } = this;
    const { credentials } = await this.session.send("WebAuthn.getCredentials", { authenticatorId });
    return credentials.length;
  }

  /** Removes it from the computer. */
  remove(): Promise<void> {
    return this.#send("WebAuthn.removeVirtualAuthenticator", {});
  }

  async #send(
    method:
      | "WebAuthn.setAutomaticPresenceSimulation"
      | "WebAuthn.setUserVerified"
      | "WebAuthn.setResponseOverrideBits"
      | "WebAuthn.removeVirtualAuthenticator",
    parameters: object,
  ): Promise<void> {
    const { authenticatorId } = this;
    await this.session.send(method, { authenticatorId, ...parameters } as never);
  }
}

/** The keys that can be plugged into the computer of one tab. */
export class Keys {
  private constructor(private readonly session: CDPSession) {}

  /** The sockets of a tab. */
  static async of(page: Page): Promise<Keys> {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable", { enableUI: false });
    return new Keys(session);
  }

  /** Plugs one in; it is touched whenever it asks. */
  async add({ transport, verifies, discoverable }: Kind): Promise<Key> {
    const { authenticatorId } = await this.session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport,
        hasResidentKey: discoverable,
        hasUserVerification: verifies,
        isUserVerified: verifies,
        automaticPresenceSimulation: true,
      },
    });
    return new Key(this.session, authenticatorId);
  }
}
