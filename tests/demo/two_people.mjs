// Ada and Grace see each other join, write and leave, and the progress of each other's orders.
import { person, play, step, until } from './people.mjs';

await play(async () => {
  const ada = await person('Ada');
  await ada.seesPeople('Ada');
  const grace = await person('Grace');
  await grace.seesPeople('Grace', 'Ada');
  await ada.seesPeople('Ada', 'Grace');
  await ada.isAnnounced('Grace joined');

  // One is writing, and the other sees it until the order is sent.
  await ada.writesDuring(() => grace.seesWriting('Ada'));
  await ada.seesWriting();
  await ada.order('flat white', 2);
  await grace.seesWriting();
  for (const who of [ada, grace]) await who.sees('placed', '2 × flat white');
  await grace.isAnnounced('Ada ordered 2 × flat white');

  // A person who joins later sees at once that someone is writing.
  const linus = await grace.writesDuring(async () => {
    const late = await person('Linus');
    await late.seesWriting('Grace');
    return late;
  });
  await linus.page.getByRole('button', { name: 'Leave' }).click();
  await linus.page.getByRole('heading', { name: 'Come in' }).waitFor();
  await grace.seesPeople('Grace', 'Ada');
  await grace.item.fill('');

  step();
  for (const who of [ada, grace]) {
    await who.sees('packed', '2 × flat white');
    await who.sees('placed');
  }

  step();
  for (const who of [ada, grace]) await who.sees('shipped', '2 × flat white');
  const card = grace.page.locator('#shipped > li');
  await until('the carrier', () => card.locator('.carrier').textContent(), 'by a bicycle courier');
  // The notice is for the customer only.
  await ada.seesNotices('2 × flat white goes by a bicycle courier');
  await grace.seesNotices();

  // A reloaded page shows the same.
  await grace.page.reload();
  await grace.isLive();
  await grace.sees('shipped', '2 × flat white');
  await grace.seesPeople('Grace', 'Ada');

  step();
  for (const who of [ada, grace]) await who.sees('shipped');
  await ada.isAnnounced('2 × flat white was delivered');
  await until('whether anything has moved', async () => (await ada.movements()) > 0, true);

  // Two tabs are one person; leaving in one of them leaves in both.
  const tab = await ada.anotherTab();
  await grace.order('tea', 1);
  for (const who of [ada, tab, grace]) await who.sees('placed', '1 × tea');
  await grace.seesPeople('Grace', 'Ada');
  await tab.page.getByRole('button', { name: 'Leave' }).click();
  for (const page of [tab.page, ada.page]) await page.getByRole('heading', { name: 'Come in' }).waitFor();
  await grace.seesPeople('Grace');
  await grace.isAnnounced('Ada left');
  await until(
    'the latest webhook',
    () => grace.page.locator('#webhook-log li').first().textContent(),
    'member_removed Ada left',
  );
});
