// The realtime service is cut off from everybody: orders are accepted, the page reports the outage, and shows the orders in the end.
import { cutOff, person, play } from './people.mjs';

await play(async () => {
  const ada = await person('Ada');
  await ada.order('tea', 1);
  await ada.sees('placed', '1 × tea');
  await ada.seesOutage('');

  cutOff(true);
  await ada.isNotLive();
  await ada.order('milk', 2);
  await ada.order('salt', 3);
  await ada.seesOutage('The realtime service is unavailable. Orders are taken; this page shows them when it is back.');
  await ada.sees('placed', '1 × tea');

  cutOff(false);
  await ada.isLive();
  await ada.sees('placed', '1 × tea', '2 × milk', '3 × salt');
  await ada.seesOutage('');
});
