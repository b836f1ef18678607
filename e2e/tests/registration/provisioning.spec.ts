// The account is created by a job that outlives the page and the process (R6).

import { type Task } from "../../support/desk.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

const TASKS: Task[] = ["check_details", "open_account", "link_card", "send_code"];

for (const [done, task] of TASKS.entries()) {
  test(`kill -9 before ${task}: the page finds back by itself and the account is made once`, async ({
    visitor: { registration, page },
    server,
    provisioning,
    phone,
    mailbox,
  }) => {
    await provisioning.hold(task);
    await registration.order(LOTTE);
    await registration.reached("provisioning");
    const progress = page.getByRole("progressbar", {
      name: registration.texts.say("provisioning_progress"),
    });
    await expect(progress).toHaveAttribute("value", `${done * 25}`);

    await server.kill();
    // The restarted server is not paused any more.
    await server.start();
    await registration.reached("activate");
    await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
    await registration.reached("done");
    expect(await phone.messages(LOTTE.e164)).toHaveLength(1);
    expect(await mailbox.mails(LOTTE.email, "account_created")).toHaveLength(1);
  });
}

test("a closed tab changes nothing: the account is ready when the person comes back", async ({
  visitor,
  provisioning,
}) => {
  await provisioning.hold("open_account");
  await visitor.registration.order(LOTTE);
  await visitor.registration.reached("provisioning");
  const back = await visitor.anotherTab();
  await visitor.page.close();
  await provisioning.release();
  await back.registration.open();
  await back.registration.reached("activate");
});

test("in another browser the card leads to the account that is being made", async ({
  visitor,
  stranger,
  provisioning,
}) => {
  await provisioning.hold("link_card");
  await visitor.registration.order(LOTTE);
  await visitor.registration.reached("provisioning");
  await stranger.registration.toCard(LOTTE);
  await stranger.registration.readCard(LOTTE.id);
  await stranger.registration.reached("provisioning");
  await provisioning.release();
  await stranger.registration.reached("activate");
});

test("what stops on our side says so, also after a reload, and goes on when asked", async ({
  visitor: { registration, page },
  provisioning,
}) => {
  await provisioning.fail("open_account");
  await registration.order(LOTTE);
  await expect(registration.alert("provisioning_failed")).toBeVisible();
  await expect(registration.heading).toHaveText(registration.texts.say("provisioning_stopped"));
  await expect(page.getByText(registration.texts.say("provisioning_lead"))).toHaveCount(0);
  await expect(page.getByText(registration.texts.say("provisioning_wait"))).toHaveCount(0);
  const reference = page.getByTestId("reference");
  await expect(reference).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const said = await reference.innerText();
  await page.reload();
  await expect(registration.alert("provisioning_failed")).toBeVisible();
  await expect(reference, "the same after a reload").toHaveText(said);
  await registration.button("try_again").click();
  await registration.reached("activate");
});
