// A busy shop in light and dark colours, on a desktop and on a phone. Screenshots are saved for review.
import { person, play, step, until } from './people.mjs';

const sizes = {
  desktop: { viewport: { width: 1280, height: 760 } },
  telephone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

await play(async () => {
  const ada = await person('Ada Lovelace', { ...sizes.desktop, colorScheme: 'light' });
  const grace = await person('Grace', { ...sizes.desktop, colorScheme: 'dark' });
  const linus = await person('Łukasz', { ...sizes.telephone, colorScheme: 'light' });

  // Four orders are packed, two of these shipped, and two more placed.
  const early = [
    [ada, 'flat white', 2],
    [grace, 'oat milk', 6],
    [linus, 'espresso beans, 1 kg', 3],
    [ada, 'cinnamon buns for the whole office', 12],
  ];
  const words = early.map(([, item, quantity]) => `${quantity} × ${item}`);
  for (const [index, [who, item, quantity]] of early.entries()) {
    await who.order(item, quantity);
    await ada.sees('placed', ...words.slice(0, index + 1));
  }
  for (const index of early.keys()) {
    step();
    await ada.sees('packed', ...words.slice(0, index + 1));
  }
  for (const index of [0, 1]) {
    step();
    await ada.sees('shipped', ...words.slice(0, index + 1));
  }
  await ada.seesNotices('2 × flat white goes by a bicycle courier');
  await ada.page.locator('.toast').hover(); // so that it stays
  await grace.order('paper filters', 40);
  await ada.order('ceramic cup', 4);
  const margaret = await person('Margaret');
  await ada.seesPeople('Ada Lovelace', 'Grace', 'Łukasz', 'Margaret');
  await margaret.page.close();
  await ada.seesPeople('Ada Lovelace', 'Grace', 'Łukasz');
  await linus.item.pressSequentially('fig ja');
  await ada.seesWriting('Łukasz');

  for (const who of [ada, grace, linus]) {
    await until(
      'pixels beyond the width of the window',
      () => who.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      0,
    );
  }
  for (const [size, who] of Object.entries({ desktop: ada, telephone: linus })) {
    await who.hasStoppedMoving();
    for (const colorScheme of ['light', 'dark']) {
      await who.page.emulateMedia({ colorScheme });
      await who.picture(`${size}-${colorScheme}`, { fullPage: size === 'telephone' });
    }
  }
});
