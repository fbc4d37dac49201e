// Connections break, events are lost or arrive twice, and every page shows every order once.
import { dropConnections, person, play, step } from './people.mjs';

await play(async () => {
  const ada = await person('Ada');
  const grace = await person('Grace');
  const both = [ada, grace];
  await ada.order('tea', 1);
  for (const who of both) await who.sees('placed', '1 × tea');

  // While Ada is not connected, Grace orders: Ada does not receive the event.
  await ada.wire.cut();
  await ada.isNotLive();
  await grace.order('milk', 2);
  await grace.sees('placed', '1 × tea', '2 × milk');
  await ada.sees('placed', '1 × tea');
  ada.wire.mend();
  await ada.sees('placed', '1 × tea', '2 × milk');
  await ada.isLive();

  // An event that arrives twice counts once; a lost event is noticed when the next one arrives.
  ada.wire.double('order-placed');
  await grace.order('salt', 3);
  for (const who of both) await who.sees('placed', '1 × tea', '2 × milk', '3 × salt');
  ada.wire.lose('order-placed');
  await grace.order('rice', 4);
  await grace.sees('placed', '1 × tea', '2 × milk', '3 × salt', '4 × rice');
  await grace.order('dill', 5);
  for (const who of both) await who.sees('placed', '1 × tea', '2 × milk', '3 × salt', '4 × rice', '5 × dill');

  // A snapshot that was taken before an event and arrives after it, and the reverse.
  const late = await ada.wire.holdResponse();
  await ada.page.reload();
  await late.held;
  step();
  await grace.sees('packed', '1 × tea');
  late.release();
  await ada.sees('packed', '1 × tea');
  await ada.isLive();
  const early = await ada.wire.holdRequest();
  await ada.page.reload();
  await early.held;
  await grace.order('beer', 6);
  await grace.sees('placed', '2 × milk', '3 × salt', '4 × rice', '5 × dill', '6 × beer');
  early.release();
  await ada.sees('placed', '2 × milk', '3 × salt', '4 × rice', '5 × dill', '6 × beer');

  // All connections break several times, also those of the services. In the end everything is delivered. The warehouse
  // does some steps twice, because its reports are lost while the shop's service is not connected.
  for (let count = 0; count < 3; count += 1) {
    dropConnections();
    for (let steps = 0; steps < 40; steps += 1) step();
    for (const who of both) await who.isLive();
  }
  for (const who of both) {
    for (const lane of ['placed', 'packed', 'shipped']) await who.sees(lane);
  }
  await ada.seesPeople('Ada', 'Grace');
  await grace.seesPeople('Grace', 'Ada');
});
