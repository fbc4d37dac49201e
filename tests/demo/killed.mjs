// The shop is killed again and again while people order and messages are lost, doubled and reordered. It has every order
// that it has accepted, and every page has every order once.
import { kill, lanes, person, play, restart, step } from './people.mjs';

await play(async () => {
  const ada = await person('Ada');
  const grace = await person('Grace');
  const both = [ada, grace];
  for (const who of both) await who.spoilMessages(true);
  const accepted = [];
  for (let number = 1; number <= 9; number += 1) {
    const who = both[number % 2];
    await who.item.fill(`order ${number}`);
    await who.page.keyboard.press('Enter');
    if (number % 3 === 0) {
      // Before or after the commit, before or after the response, before or after the event was sent.
      await new Promise((resolve) => setTimeout(resolve, number));
      kill();
      restart();
    }
    await who.orderUntilAccepted();
    accepted.push(`order ${number}`);
    if (number % 2 === 0) step();
  }

  // The last event may be lost: the next one shows it.
  for (const who of both) await who.spoilMessages(false);
  await ada.order('the last order', 1);
  const orders = await ada.storedOrders();
  for (const item of [...accepted, 'the last order']) {
    if (!orders.some((order) => order.item === item)) throw new Error(`${item} was accepted, and is not stored`);
  }
  for (const who of both) await who.seesStoredOrders();

  // The warehouse works on: everything is delivered.
  for (let steps = 0; steps < 3 * orders.length + 20; steps += 1) step();
  for (const who of both) {
    for (const lane of lanes) await who.sees(lane);
  }
});
