// Real gateways on the loopback, as an operator would connect them: an SMTP server, and an HTTP
// webhook for text messages.

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo } from "node:net";

import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A text message as the webhook receives it. */
export interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Receives text messages; answers the first of them with these statuses, and 204 from then on. */
export class Webhook {
  readonly posted: Posted[] = [];
  readonly #server: Server;

  constructor(answers: number[] = []) {
    this.#server = createServer(async (request, response) => {
      if (request.method !== "POST") return void response.writeHead(405).end();
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
      this.posted.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
  }

  /** Begins to listen, and returns the address for `SMS_WEBHOOK_URL`. */
  async open(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sms`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Receives mail. */
export class MailServer {
  readonly mails: ParsedMail[] = [];
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData: (stream, _, done) => {
      simpleParser(stream).then((mail) => {
        this.mails.push(mail);
        done();
      }, done);
    },
  });

  /** Begins to listen, and returns the address for `SMTP_URL`. */
  async open(): Promise<string> {
    const listening = this.#server.listen(0, "127.0.0.1");
    await once(listening, "listening");
    return `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((done) => this.#server.close(done));
  }
}
