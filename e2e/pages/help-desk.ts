// The pages for staff: the help desk, the staff list, and the audit trail.

import { expect, type Locator } from "@playwright/test";

import { Reader } from "./reader.ts";
import { Screen } from "./screen.ts";

/** The pages for staff in one tab. */
export class HelpDesk extends Screen {
  readonly reader = new Reader(this.page);

  /** The links to the pages, as this person sees them. */
  get ways(): Locator {
    return this.page.getByRole("navigation", { name: this.texts.say("desk_ways") }).getByRole("link");
  }

  async open(): Promise<void> {
    await this.page.goto("/desk");
    await this.shows("desk");
  }

  /** Searches for a person; who is the only one found is shown at once. */
  async find(query: string): Promise<void> {
    await this.control("query").fill(query);
    const answered = this.page.waitForResponse(
      (it) => it.url().endsWith("/api/desk/find") && it.request().postDataJSON()?.query === query,
    );
    await this.button("find_submit").click();
    await answered;
  }

  /** Enters a code that a caller reads aloud where people are searched for. */
  async findByCode(code: string): Promise<void> {
    await this.control("query").fill(code);
    await this.button("find_submit").click();
  }

  /** Finds a person and opens their page. */
  async show(person: { email: string; name: string }): Promise<void> {
    await this.open();
    await this.find(person.email);
    await this.shows("desk_person");
    await expect(this.heading).toHaveText(person.name);
  }

  /** Opens one of the tabs of a person's page. */
  async turnToTab(name: "methods" | "messages" | "account"): Promise<void> {
    await this.tab(name).click();
    await expect(this.tab(name)).toHaveAttribute("aria-selected", "true");
  }

  /** A tab of a person's page. */
  tab(name: "methods" | "messages" | "account"): Locator {
    return this.page.getByRole("tab", { name: this.texts.say(`tab_${name}`), exact: true });
  }

  /** Opens what serves at the counter. */
  async atCounter(): Promise<void> {
    await this.page.locator("#desk-counter > summary").click();
  }

  /** An action that is not possible now. */
  refused(key: string): Locator {
    return this.part("desk-acts").getByRole("button", { name: this.texts.say(key), exact: true, disabled: true });
  }

  /** The state of the account. */
  get state(): Locator {
    return this.page.getByTestId("state");
  }

  /** Begins an action for the person. */
  async begin(key: string): Promise<void> {
    await this.part("desk-acts").getByRole("button", { name: this.texts.say(key), exact: true }).click();
    await expect(this.question).toBeVisible();
  }

  /** Enters the code that the caller read out. */
  async hear(code: string): Promise<void> {
    await this.part("desk-check").locator("#code").fill(code);
    await this.button("check_submit").click();
  }

  /** The digits to say to the caller. */
  get figures(): Locator {
    return this.alert("caller_says").locator("[data-testid=aloud] [aria-hidden]");
  }

  /** The method with this name. */
  method(name: string): Locator {
    return this.part("desk-methods").getByRole("listitem").filter({ hasText: name });
  }

  /** Presses the button of a method: resets it, or cancels that. */
  async press(key: string, method: string): Promise<void> {
    const begins = new RegExp(`^${this.texts.say(key)}`);
    await this.method(method).getByRole("button", { name: begins }).click();
    await expect(this.question).toBeVisible();
  }

  async openStaff(): Promise<void> {
    await this.page.goto("/desk/staff");
    await this.shows("staff");
  }

  async openPolicy(): Promise<void> {
    await this.page.goto("/desk/policy");
    await this.shows("policy");
  }

  /** Opens the form of a part of the policy: `must`, `methods`, `codes` and so on. */
  async edit(part: string): Promise<void> {
    const begins = new RegExp(`^${this.texts.say("policy_edit")}`);
    await this.part(`policy-${part}`).getByRole("button", { name: begins }).click();
    await expect(this.part(`policy-${part}`).locator("form")).toBeVisible();
  }

  /** Asks whom the change that is typed in a part would affect. */
  async tryPolicy(part: string): Promise<void> {
    await this.part(`policy-${part}`).getByRole("button", { name: this.texts.say("policy_try"), exact: true }).click();
  }

  /** What the policy says in a part. */
  says(part: string): Locator {
    return this.part(`policy-${part}`).getByRole("listitem");
  }

  /** The people whom a change of the policy affects. */
  get impact(): Locator {
    return this.page.locator("[data-alert=impact]");
  }

  async openClients(): Promise<void> {
    await this.page.goto("/desk/applications");
    await this.shows("clients");
  }

  /** Opens the page of an application from the list. */
  async openClient(name: string): Promise<void> {
    await this.row(name).getByRole("link", { name }).click();
    await this.shows("client");
  }

  /** The control of a setting of an application, by its name on the wire. */
  setting(field: string): Locator {
    return this.page.locator(`#client-${field}`);
  }

  /** Opens the form of a part of an application: `about`, `addresses`, `proof` and so on. */
  async editClient(part: string): Promise<void> {
    const begins = new RegExp(`^${this.texts.say("policy_edit")}`);
    await this.part(`client-${part}`).getByRole("button", { name: begins }).click();
    await expect(this.part(`client-${part}`).locator("form")).toBeVisible();
  }

  /** Lets what is typed in a part of an application be checked. */
  async checkClient(part: string): Promise<void> {
    await this.part(`client-${part}`).getByRole("button", { name: this.texts.say("clients_check"), exact: true }).click();
  }

  /** The secret that is shown once. */
  get clientSecret(): Locator {
    return this.page.getByTestId("client-secret");
  }

  async openTrail(): Promise<void> {
    await this.page.goto("/desk/trail");
    await this.shows("trail");
  }

  async openCockpit(): Promise<void> {
    await this.page.goto("/desk/cockpit");
    await this.shows("cockpit");
  }

  /** Shows the figures of another period. */
  async look(period: string): Promise<void> {
    await this.page.locator("#period").selectOption(period);
    const answered = this.page.waitForResponse((it) => it.url().endsWith("/api/cockpit"));
    await this.button("trail_submit").click();
    await answered;
  }

  /** The chart of a section of the cockpit. */
  chart(part: string): Locator {
    return this.part(part).getByRole("img");
  }

  /** The table behind the chart of a section; opens it if it is closed. */
  async tableOf(part: string): Promise<Locator> {
    const behind = this.part(part).locator("details");
    if ((await behind.count()) > 0) await behind.evaluate((it) => it.setAttribute("open", ""));
    return this.part(part).getByRole("table");
  }

  /** The content of a section's file. */
  async file(part: string): Promise<string> {
    await this.tableOf(part);
    const link = this.part(part).getByRole("link", { name: this.texts.say("data_csv") });
    const address = (await link.getAttribute("href")) ?? "";
    return decodeURIComponent(address.slice(address.indexOf(",") + 1));
  }

  async openCampaigns(): Promise<void> {
    await this.page.goto("/desk/campaigns");
    await this.shows("campaigns");
  }

  /** Previews a campaign: its recipients, and its text. */
  async preview(selection: string): Promise<void> {
    await this.pick(`selection_${selection}`);
    await this.button("campaign_preview").click();
    await expect(this.reached).toBeVisible();
  }

  /** How many people a campaign would reach. */
  get reached(): Locator {
    return this.page.getByTestId("campaign-people");
  }

  /** Starts the previewed campaign. */
  async startCampaign(reason: string): Promise<void> {
    await this.button("campaign_start").click();
    await this.control("reason").fill(reason);
    await this.button("campaign_start").click();
    await this.done("campaign-new");
  }

  /** Refreshes the status of the campaigns. */
  async refresh(): Promise<void> {
    const answered = this.page.waitForResponse((it) => it.url().endsWith("/api/campaigns"));
    await this.button("campaigns_again").click();
    await answered;
  }

  /** One section of a page. */
  part(part: string): Locator {
    return this.page.locator(`[data-part="${part}"]`);
  }

  /** The rows of the table, without the header. */
  get rows(): Locator {
    return this.page.locator("tbody").getByRole("row");
  }

  /** The rows that contain this text. */
  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** The question before an action for another person. */
  get question(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Gives a reason, and confirms. */
  async because(reason: string, key: string): Promise<void> {
    await this.question.locator("#reason").fill(reason);
    await this.question.getByRole("button", { name: this.texts.say(key), exact: true }).click();
  }

  /** Waits until a section reports a success. */
  async done(part: string): Promise<void> {
    await expect(this.part(part).locator("[data-code=changed]")).toBeVisible();
  }

  /** Opens the form that grants a role. */
  async beginGrant(): Promise<void> {
    await this.part("staff-grant").getByRole("button", { name: this.texts.say("staff_grant") }).click();
    await expect(this.control("email")).toBeVisible();
  }

  /** Fills in the form that grants a role, and sends it. */
  async grant(email: string, role: string, reason: string): Promise<void> {
    await this.control("email").fill(email);
    await this.pick(`role_${role}`);
    await this.control("reason").fill(reason);
    await this.button("staff_grant_submit").click();
  }

  /** Presses the button that revokes a person's role. */
  async beginRevoke(name: string): Promise<void> {
    const begins = new RegExp(`^${this.texts.say("staff_revoke")}`);
    await this.row(name).getByRole("button", { name: begins }).click();
    await expect(this.question).toBeVisible();
  }

  /** Shows the rows of one event or of a group of events, by its name. */
  async filter(event: string): Promise<void> {
    await this.page.locator("#event").selectOption(event);
    const answered = this.page.waitForResponse((it) => it.url().endsWith("/api/trail"));
    await this.button("trail_submit").click();
    await answered;
  }
}
