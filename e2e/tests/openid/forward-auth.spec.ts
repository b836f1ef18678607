// Applications that speak no OpenID, behind nginx and behind Caddy: both run the samples of
// docs/APPLICATIONS.md.

import type { Page } from "@playwright/test";

import { isAccessible } from "../../support/examine.ts";
import { guard as test, type Proxy } from "../../support/forward-auth.ts";
import { LOTTE } from "../../support/people.ts";
import { expect } from "../../support/test.ts";

const PROXIES: readonly Proxy[] = ["nginx", "caddy"];
const OPENS = { "sec-fetch-mode": "navigate", accept: "text/html" };

/** The headers about the person that the application shows; one that is empty is none. */
async function known(page: Page): Promise<Record<string, string>> {
  await expect(page.getByRole("heading", { name: "Wiki", exact: true })).toBeVisible();
  return shown((await page.locator("pre").textContent()) ?? "[]");
}

function shown(text: string): Record<string, string> {
  const pairs = JSON.parse(text) as [string, string][];
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

for (const proxy of PROXIES) {
  test(`o16 o17 behind ${proxy} a person signs in, is back at the page and is known by headers`, async ({ visitor, guarded }) => {
    const { signIn, page, setup } = visitor;
    await setup.register(LOTTE);
    const deep = `${guarded.origin(proxy)}/page/1?q=a%20b&r=https://evil.example/`;
    await page.goto(deep);
    await signIn.reached("credentials");
    await expect(page.getByTestId("going-on")).toContainText("Wiki");
    await signIn.enter(LOTTE.email, LOTTE.password);
    const headers = await known(page);
    expect(page.url()).toBe(deep);
    const { "remote-user": user, ...others } = headers;
    expect(user).toMatch(/^[\w-]{43}$/);
    expect(others).toEqual({
      "remote-name": LOTTE.name,
      "remote-groups": "citizen",
      "remote-acr": "urn:vestibule:acr:password",
    });
    await page.goto(`${guarded.origin(proxy)}/another`);
    expect(await known(page)).toEqual(headers);
    expect(page.url()).toBe(`${guarded.origin(proxy)}/another`);
  });

  test(`o17 behind ${proxy} a header that the browser wrote does not arrive`, async ({ visitor, guarded }) => {
    const { page, setup } = visitor;
    await setup.arrive(LOTTE);
    await page.goto(guarded.origin(proxy));
    const honest = await known(page);
    const text = await page.evaluate(async () => {
      const headers = {
        "Remote-User": "admin", "Remote-Name": "admin", "Remote-Email": "admin@example.be",
        "Remote-Groups": "admin", "Remote-Acr": "admin", "Remote_User": "admin", "remote_groups": "admin",
        "X-Original-URL": "https://evil.example/", "X-Original-Method": "POST",
        "X-Forwarded-Uri": "/public", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
        "X-Forwarded-Method": "POST", "X-Forwarded-For": "192.0.2.9",
      };
      const answer = await fetch("/", { headers });
      return answer.text();
    });
    const inside = /<pre>(.*)<\/pre>/.exec(text)?.[1] ?? text;
    expect(shown(inside)).toEqual(honest);
    expect(inside).not.toContain("admin");
  });

  test(`o16 behind ${proxy} a page that demands the card gets a sign-in with the card`, async ({ visitor, guarded }) => {
    const { signIn, page, setup, screen } = visitor;
    await setup.arrive(LOTTE);
    await page.goto(guarded.origin(proxy));
    expect((await known(page))["remote-acr"]).toBe("urn:vestibule:acr:password");
    await page.goto(`${guarded.origin(proxy)}/x/%2e%2e/admin/keys?a=1`);
    await screen.shows("request_prove");
    await screen.button("go_on_do").click();
    await signIn.reached("read_card");
    await signIn.readCard(LOTTE.id);
    expect((await known(page))["remote-acr"]).toBe("urn:vestibule:acr:eid");
    expect(page.url()).toMatch(/\/admin\/keys\?a=1$/);
  });

  test(`o14 o16 behind ${proxy} who signs out is out of the application`, async ({ visitor, guarded }) => {
    const { signIn, page, setup, screen } = visitor;
    await setup.arrive(LOTTE);
    await page.goto(guarded.origin(proxy));
    await known(page);
    await setup.signOut();
    await page.goto(guarded.origin(proxy));
    await signIn.enter(LOTTE.email, LOTTE.password);
    await known(page);
    await page.getByRole("link", { name: "Uitloggen" }).click();
    await screen.shows("signed_out");
    const reached = guarded.echo.reached;
    await page.goto(guarded.origin(proxy));
    await signIn.reached("credentials");
    expect(guarded.echo.reached).toBe(reached);
  });

  test(`o16 o19 behind ${proxy} a page for others says so`, async ({ visitor, guarded }) => {
    const { page, setup } = visitor;
    await setup.arrive(LOTTE);
    const answer = await page.goto(`${guarded.origin(proxy)}/doctors/1`);
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deze pagina is niet voor u geopend");
    await expect(page.getByText("de dienst informatica")).toBeVisible();
    await isAccessible(page, "an application");
    expect(guarded.echo.reached).toBe(0);
  });

  test(`o16 behind ${proxy} nobody is led elsewhere, and a script is not led at all`, async ({ server, guarded }) => {
    const origin = guarded.origin(proxy);
    for (const path of ["//evil.example/", "/\\evil.example", "/%5c%5cevil.example/", "/?https://evil.example/", "/%0d%0aSet-Cookie:a=b", "/@evil.example"]) {
      const answer = await guarded.send(proxy, path, OPENS);
      expect(answer.statusCode, path).toBe(302);
      const to = new URL(answer.headers.location ?? "");
      expect(to.origin, path).toBe(server.origin);
      expect(to.pathname, path).toBe("/openid/authorize");
      expect(to.searchParams.get("redirect_uri"), path).toBe(`${origin}/.vestibule/callback`);
      expect(answer.headers["set-cookie"]?.length, path).toBe(1);
      expect(answer.headers["set-cookie"]?.[0], path).toMatch(/^__Host-vestibule-sign-in=[\w-]{43}; Path=\/; .*Secure; HttpOnly; SameSite=Lax$/);
    }
    const scripts: Record<string, string>[] = [
      { accept: "application/json" },
      { "sec-fetch-mode": "cors", accept: "text/html" },
      { "sec-fetch-mode": "websocket" },
    ];
    for (const headers of scripts) {
      const answer = await guarded.send(proxy, "/", headers);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    for (const path of ["/.vestibule/../x", "/.vestibule/%2e%2e/x", "/.vestibule/check", "/.vestibule/callback?code=x&state=y"]) {
      await guarded.send(proxy, path, { "sec-fetch-mode": "cors" });
    }
    await guarded.send(proxy, "/", { host: "evil.example", ...OPENS });
    expect(guarded.echo.reached, "no request without a sign-in reaches the application").toBe(0);
  });
}
