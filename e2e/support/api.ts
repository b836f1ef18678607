// The server's JSON interface, called for a browser: it uses the browser's cookies, so the page
// sees the results. For what a test needs but does not examine.

import type { APIRequestContext, APIResponse } from "@playwright/test";

/** Calls the server as the page of one browser does. */
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

  /** The answer unchanged, also if it is a refusal. */
  send(path: string, data: object = {}): Promise<APIResponse> {
    return this.request.post(this.origin + path, { headers: this.#own, data });
  }

  /** The headers that only the app's own pages send. */
  get #own(): Record<string, string> {
    return { origin: this.origin, "x-vestibule": "1" };
  }

  async #read<T>(path: string, answer: APIResponse): Promise<T> {
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
