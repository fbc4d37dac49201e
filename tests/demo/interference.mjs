// The switch on the page: it loses, doubles and reorders messages, and the lanes are those of the shop.
import { lanes, person, play, step, until } from './people.mjs';

await play(async () => {
  const ada = await person('Ada');
  const grace = await person('Grace');
  const both = [ada, grace];
  for (const who of both) await who.spoilMessages(true);
  for (let number = 1; number <= 8; number += 1) {
    await ada.order(`order ${number}`, number);
    step();
    step();
  }
  for (const who of both) {
    const spoiled = await who.page.locator('#interfered').textContent();
    if (!/[1-9]/.test(spoiled)) throw new Error(`nothing was spoiled: ${spoiled}`);
    await who.spoilMessages(false);
  }
  await ada.order('the last order', 1);
  for (const who of both) await who.seesStoredOrders();
  for (let steps = 0; steps < 40; steps += 1) step();
  for (const who of both) {
    for (const lane of lanes) await who.sees(lane);
  }
  await until('the announcement', async () => /was delivered$/.test(await ada.page.locator('#live').textContent()), true);
});
