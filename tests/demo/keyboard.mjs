// Nobody touches a mouse here, and somebody wants little movement.
import { person, play, somebody, step, until } from './people.mjs';

await play(async () => {
  const ada = await somebody({ reducedMotion: 'reduce' });
  const { page } = ada;
  const outline = () => page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);

  // A name that is none, and then one that is.
  await ada.focusIs('name');
  await ada.press('Enter');
  await until('the problem', () => page.locator('#name-problem').textContent(), 'A name is needed.');
  await until('the field', () => page.locator('#name').getAttribute('aria-invalid'), 'true');
  await ada.focusIs('name');
  await page.keyboard.type('Ada');
  await ada.press('Enter');
  await ada.isLive();
  await ada.focusIs('item');

  // Through the form and around it, every stop with a ring.
  for (const id of ['quantity', '', 'item']) {
    await until('the ring', outline, 'solid');
    if (id === 'item') await ada.press('Shift+Tab', 'Shift+Tab');
    else await ada.press('Tab');
    await ada.focusIs(id);
  }
  await until('the ring', outline, 'solid');

  // What is wrong stands there, and the focus is where it can be put right.
  await page.keyboard.type('tea');
  await ada.press('Tab');
  await page.keyboard.type('100');
  await ada.press('Enter');
  await until('the problem', () => page.locator('#item-problem').textContent(), 'Between 1 and 99 of it, please.');
  await ada.focusIs('quantity');
  await page.keyboard.type('2');
  await ada.press('ArrowUp', 'Enter');
  await ada.sees('placed', '3 × tea');
  await until('the problem', () => page.locator('#item-problem').textContent(), '');
  await ada.focusIs('item');

  // A notice comes, and Escape closes it, wherever the focus is.
  step();
  await ada.sees('packed', '3 × tea');
  step();
  await ada.seesNotices('3 × tea goes by a bicycle courier');
  await ada.press('Escape');
  await ada.seesNotices();
  await ada.focusIs('item');

  // The next one is closed by its button, which comes after the form; the focus is not lost.
  await page.keyboard.type('cake');
  await ada.press('Enter');
  await ada.sees('placed', '1 × cake');
  // The tea arrives; the cake is packed, and shipped.
  for (let count = 0; count < 3; count += 1) step();
  await ada.seesNotices('1 × cake goes by the night train');
  await ada.press('Tab', 'Tab', 'Tab');
  await until('the name', () => page.evaluate(() => document.activeElement.ariaLabel), 'Close the notice');
  await until('the ring', outline, 'solid');
  await ada.press('Enter');
  await ada.seesNotices();
  await ada.focusIs('item');

  // Somebody else writes, and two orders have been moved: all of it stood still.
  const grace = await person('Grace');
  await grace.item.pressSequentially('tea');
  await ada.seesWriting('Grace');
  const dots = () => page.evaluate(() => getComputedStyle(document.getElementById('typing'), '::after').animationName);
  await until('the dots', dots, 'none');
  await until('movements', () => ada.movements(), 0);

  // Out.
  await ada.press('Shift+Tab');
  await ada.focusIs('leave');
  await ada.press('Enter');
  await ada.focusIs('name');
});
