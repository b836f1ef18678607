// A client of W3C WebDriver (https://www.w3.org/TR/webdriver2/), with the few commands that the
// tests in WebKitGTK need. Input is real: the browser gets the events of a mouse and a keyboard.

/** The members by which WebDriver refers to an element, and to its shadow root. */
const [ELEMENT, SHADOW] = ["element-6066-11e4-a52e-4f735466cecf", "shadow-6066-11e4-a52e-4f735466cecf"];
const CONTROL = "\uE009";
const DELETE = "\uE017";

/** What the driver refused to do, with the code of the specification. */
export class Refusal extends Error {
  constructor(readonly code: string, message: string) {
    super(`${code}: ${message}`);
  }
}

/** One command: what it answers. */
async function command<T>(method: "GET" | "POST", url: string, body?: object): Promise<T> {
  const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
  if (!answer.ok) throw new Refusal(value.error ?? `status ${answer.status}`, value.message ?? "");
  return value;
}

/** A part of a page: an element, the shadow root of one, or all of the page. */
export class Part {
  constructor(
    protected readonly session: string,
    private readonly path = "",
    /** How an argument of a script refers to it. */
    private readonly reference: Record<string, string> = {},
  ) {}

  /** The elements in it that match a selector of CSS, in their order. */
  async all(css: string): Promise<Part[]> {
    const found = await this.post<Record<string, string>[]>("elements", { using: "css selector", value: css });
    return found.map((it) => new Part(this.session, `/element/${it[ELEMENT]}`, it));
  }

  /** The root of what a custom element is made of. */
  async shadow(): Promise<Part> {
    const found = await this.get<Record<string, string>>("shadow");
    return new Part(this.session, `/shadow/${found[SHADOW]}`);
  }

  async click(): Promise<void> {
    // The driver does not scroll to what is just below the window (docs/BROWSERS.md).
    const script = `arguments[0].scrollIntoView({ behavior: "instant", block: "center" });`;
    await command("POST", `${this.session}/execute/sync`, { script, args: [this.reference] });
    await this.post("click", {});
  }

  /** Types a text in place of what the field contains. */
  async type(text: string): Promise<void> {
    // Within one command WebKitGTK does not release a key; at the end it releases all.
    await this.post("value", { text: `${CONTROL}a` });
    await this.post("value", { text: DELETE + text });
  }

  isEnabled(): Promise<boolean> {
    return this.get("enabled");
  }

  isShown(): Promise<boolean> {
    return this.get("displayed");
  }

  /** Its name for assistive technology. */
  name(): Promise<string> {
    return this.get("computedlabel");
  }

  /** Its text as it is shown. */
  text(): Promise<string> {
    return this.get("text");
  }

  attribute(name: string): Promise<string | null> {
    return this.get(`attribute/${name}`);
  }

  property<T>(name: string): Promise<T> {
    return this.get(`property/${name}`);
  }

  protected get<T>(what: string): Promise<T> {
    return command("GET", `${this.session}${this.path}/${what}`);
  }

  protected post<T>(what: string, body: object): Promise<T> {
    return command("POST", `${this.session}${this.path}/${what}`, body);
  }
}

/** A running browser, and the page in its only tab. */
export class Session extends Part {
  /** Starts a browser; `driver` is the address of the driver. */
  static async begin(driver: string, capabilities: object): Promise<Session> {
    const body = { capabilities: { alwaysMatch: capabilities } };
    const { sessionId } = await command<{ sessionId: string }>("POST", `${driver}/session`, body);
    return new Session(`${driver}/session/${sessionId}`);
  }

  /** Opens an address and waits until the page is loaded. */
  async open(url: string): Promise<void> {
    await this.post("url", { url });
  }

  /** Runs the body of a function in the page. */
  run<T>(script: string): Promise<T> {
    return this.post("execute/sync", { script, args: [] });
  }

  /** A picture of what is shown of the page, as PNG; that of an element is black in WebKitGTK. */
  async picture(): Promise<Buffer> {
    return Buffer.from(await this.get<string>("screenshot"), "base64");
  }

  async resize(width: number, height: number): Promise<void> {
    await this.post("window/rect", { width, height });
  }
}
