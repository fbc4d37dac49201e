// Keyboard only, with reduced motion.
import { person, play, step, until, visitor } from './people.mjs';

await play(async () => {
  const ada = await visitor({ reducedMotion: 'reduce' });
  const { page } = ada;
  const outline = () => page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);

  // An invalid name, and then a valid one.
  await ada.focusIs('name');
  await ada.press('Enter');
  await until('the problem', () => page.locator('#name-problem').textContent(), 'A name is required.');
  await until('the field', () => page.locator('#name').getAttribute('aria-invalid'), 'true');
  await ada.focusIs('name');
  await page.keyboard.type('Ada');
  await ada.press('Enter');
  await ada.isLive();
  await ada.focusIs('item');

  // Through the form, with a focus ring at every stop.
  for (const id of ['quantity', '', 'item']) {
    await until('the ring', outline, 'solid');
    if (id === 'item') await ada.press('Shift+Tab', 'Shift+Tab');
    else await ada.press('Tab');
    await ada.focusIs(id);
  }
  await until('the ring', outline, 'solid');

  // The error is shown, and the focus is on the field to correct.
  await page.keyboard.type('tea');
  await ada.press('Tab');
  await page.keyboard.type('100');
  await ada.press('Enter');
  await until('the problem', () => page.locator('#item-problem').textContent(), 'The quantity must be 1 to 99.');
  await ada.focusIs('quantity');
  await page.keyboard.type('2');
  await ada.press('ArrowUp', 'Enter');
  await ada.sees('placed', '3 × tea');
  await until('the problem', () => page.locator('#item-problem').textContent(), '');
  await ada.focusIs('item');

  // Escape closes a notice, wherever the focus is.
  step();
  await ada.sees('packed', '3 × tea');
  step();
  await ada.seesNotices('3 × tea goes by a bicycle courier');
  await ada.press('Escape');
  await ada.seesNotices();
  await ada.focusIs('item');

  // The next notice is closed with its button, which follows the form; the focus is kept.
  await page.keyboard.type('cake');
  await ada.press('Enter');
  await ada.sees('placed', '1 × cake');
  // The tea is delivered; the cake is packed and shipped.
  for (let count = 0; count < 3; count += 1) step();
  await ada.seesNotices('1 × cake goes by the night train');
  await ada.press('Tab', 'Tab', 'Tab', 'Tab');
  await until('the name', () => page.evaluate(() => document.activeElement.ariaLabel), 'Close the notice');
  await until('the ring', outline, 'solid');
  await ada.press('Enter');
  await ada.seesNotices();
  await ada.focusIs('item');

  // Another person is writing, and two orders have moved: nothing was animated.
  const grace = await person('Grace');
  await grace.writesDuring(() => ada.seesWriting('Grace'));
  const dots = () => page.evaluate(() => getComputedStyle(document.getElementById('typing'), '::after').animationName);
  await until('the dots', dots, 'none');
  await until('movements', () => ada.movements(), 0);

  // Leaving.
  await ada.press('Shift+Tab');
  await ada.focusIs('leave');
  await ada.press('Enter');
  await ada.focusIs('name');
});
