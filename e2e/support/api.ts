// The server's JSON interface in the name of a browser: the cookies are the browser's, so what is done
// here the page sees. For whatever a test needs but is not about.

import type { APIRequestContext, APIResponse } from "@playwright/test";

/** Speaks with the server as the page of one browser. */
export class Api {
  constructor(
    private readonly request: APIRequestContext,
    private readonly origin: string,
  ) {}

  async get<T>(path: string): Promise<T> {
    return this.#read<T>(path, await this.request.get(this.origin + path));
  }

  async post<T>(path: string, data: object = {}): Promise<T> {
    return this.#read<T>(path, await this.send(path, data));
  }

  async delete<T>(path: string): Promise<T> {
    return this.#read<T>(path, await this.request.delete(this.origin + path, { headers: this.#own }));
  }

  /** The answer as it is, also where it is a refusal. */
  send(path: string, data: object = {}): Promise<APIResponse> {
    return this.request.post(this.origin + path, { headers: this.#own, data });
  }

  /** What only our own pages send. */
  get #own(): Record<string, string> {
    return { origin: this.origin, "x-vestibule": "1" };
  }

  async #read<T>(path: string, answer: APIResponse): Promise<T> {
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
