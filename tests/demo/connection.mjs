// The connections break, of the pages as of the services, and everybody sees every order once.
import { dropConnections, person, play, step } from './people.mjs';

await play(async () => {
  const ada = await person('Ada');
  const grace = await person('Grace');
  await ada.order('tea', 1);
  for (const who of [ada, grace]) await who.sees('placed', '1 × tea');

  for (const item of ['milk', 'sugar', 'lemon']) {
    const lost = await Promise.all([ada, grace].map((who) => who.losesConnection()));
    dropConnections();
    // Nobody is connected when the order is placed: no event tells them of it.
    await Promise.all(lost.map((connection) => connection.isLost()));
    await grace.order(item, 2);
    for (const who of [ada, grace]) await who.isLive();
  }
  for (const who of [ada, grace]) {
    await who.sees('placed', '1 × tea', '2 × milk', '2 × sugar', '2 × lemon');
    await who.seesPeople(...(who === ada ? ['Ada', 'Grace'] : ['Grace', 'Ada']));
  }

  // The warehouse has heard of all four in spite of all. It does some steps twice: what it told while the shop's
  // service was not connected either is lost, and what is open is told anew.
  for (let count = 0; count < 60; count += 1) step();
  for (const who of [ada, grace]) {
    for (const lane of ['placed', 'packed', 'shipped']) await who.sees(lane);
  }
});
