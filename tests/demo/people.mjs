// People at the page, each with a separate browser context. The arguments are the page's address, the folder for
// screenshots, and whether client events lack their sender.
import { join } from 'node:path';
import { launch } from '../src/launch.mjs';
import { Wire } from './wire.mjs';

// First, so that a test that fails at any time also ends the browser: Playwright kills it at exit.
process.stdin.on('end', () => process.exit(1)).resume().unref?.();

const [address, pictures, nameless] = process.argv.slice(2);
const PATIENCE = 30_000;

const browser = await launch();

/** Errors of pages. */
const mistakes = [];

/** Runs a scenario; the process fails if the scenario fails. */
export async function play(scenario) {
  try {
    await scenario();
    if (mistakes.length) throw new Error(mistakes.join('\n'));
    await browser.close();
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** The warehouse does one more step. */
export const step = () => console.log('step');

/** All connections to the realtime service break. */
export const dropConnections = () => console.log('drop connections');

/** No connection to the realtime service any more, or again. */
export const cutOff = (off) => console.log(off ? 'cut off' : 'mend');

/** The shop's process ends at once. */
export const kill = () => console.log('kill');

/** It is started again. */
export const restart = () => console.log('restart');

export const lanes = ['placed', 'packed', 'shipped'];

/** Waits until a value is as expected; the error contains the last value. */
export async function until(what, look, expected) {
  const wanted = JSON.stringify(expected);
  const end = Date.now() + PATIENCE;
  let seen;
  do {
    seen = JSON.stringify(await look().catch(whileLoading));
    if (seen === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (Date.now() < end);
  throw new Error(`${what}: expected ${wanted}, saw ${seen}`);
}

/** A page that is being loaded has no values yet. */
function whileLoading(error) {
  if (!/Execution context was destroyed/.test(error.message)) throw error;
  return 'a page that is being loaded';
}

/** A visitor who has not given a name yet. */
export async function visitor(options = {}) {
  const context = await browser.newContext(options);
  return new Person(context, await context.newPage()).open();
}

/** A person who has joined. */
export async function person(name, options) {
  const someone = await visitor(options);
  await someone.join(name);
  return someone;
}

function countMovements() {
  window.movements = 0;
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...how) {
    window.movements += 1;
    return animate.apply(this, how);
  };
}

class Person {
  constructor(context, page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => mistakes.push(`page error: ${error.stack}`));
    page.on('console', (message) => {
      if (/Content Security Policy|Uncaught/.test(message.text())) mistakes.push(message.text());
    });
    this.item = page.getByLabel('What would you like?');
    this.quantity = page.getByLabel('How many?');
  }

  async open() {
    this.wire = await new Wire(this.page).attach();
    await this.page.addInitScript(countMovements);
    await this.page.goto(address);
    return this;
  }

  async join(name) {
    await this.page.getByLabel('Your name').fill(name);
    await this.page.keyboard.press('Enter');
    await this.isLive();
  }

  /** Connected, and the orders are shown. */
  async isLive() {
    await this.connectionIs('live');
    await this.page.locator('body[data-orders=shown]').waitFor();
  }

  connectionIs(text) {
    return until('the connection', () => this.page.locator('#connection .text').textContent(), text);
  }

  isNotLive() {
    const isLive = async () => (await this.page.locator('#connection').getAttribute('data-state')) === 'connected';
    return until('connected', isLive, false);
  }

  /** Another page of the same person. */
  async anotherTab() {
    const tab = await new Person(this.context, await this.context.newPage()).open();
    await tab.isLive();
    return tab;
  }

  async order(item, quantity) {
    await this.item.fill(item);
    await this.quantity.fill(String(quantity));
    await this.page.keyboard.press('Enter');
    await until('the field after an order', () => this.item.inputValue(), '');
  }

  /** Sends the order in the form again until it is accepted. If the response was lost, it may then be stored twice. */
  async orderUntilAccepted() {
    const end = Date.now() + PATIENCE;
    while ((await this.item.inputValue()) !== '') {
      if (Date.now() > end) throw new Error('the order was not accepted');
      await this.page.waitForTimeout(100);
      const isSending = await this.page.locator('#order button[aria-disabled=true]').count();
      if (!isSending && (await this.item.inputValue()) !== '') await this.item.press('Enter');
    }
  }

  /** The switch on the page. */
  spoilMessages(on) {
    return this.page.getByLabel('Lose, double and reorder').setChecked(on);
  }

  /** The open orders in the shop's database. */
  async storedOrders() {
    const response = await this.page.request.get(new URL('/orders', address).href);
    return (await response.json()).orders;
  }

  /** The page shows the orders in the shop's database, each once. */
  async seesStoredOrders() {
    const wanted = async () => {
      const orders = await this.storedOrders();
      return lanes.map((lane) => orders.filter(({ stage }) => stage === lane).map(({ id }) => String(id)));
    };
    const shown = () =>
      this.page.evaluate(
        (lanes) => lanes.map((lane) => [...document.querySelectorAll(`#${lane} > li`)].map((it) => it.dataset.order)),
        lanes,
      );
    const sorted = (lists) => lists.map((list) => list.sort());
    await until('whether the stored orders are shown', async () => {
      const [one, other] = [sorted(await shown()), sorted(await wanted())];
      return JSON.stringify(one) === JSON.stringify(other);
    }, true);
  }

  /** Presses keys in the form until the action is done: a page without a key press stops counting as writing. */
  async writesDuring(action) {
    let done = false;
    const keys = (async () => {
      while (!done) {
        await this.item.press('a');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })();
    try {
      return await action();
    } finally {
      done = true;
      await keys;
    }
  }

  /** The text of each order in a lane. */
  sees(lane, ...orders) {
    const cards = this.page.locator(`#${lane} > li .what`);
    return until(lane, () => cards.allTextContents(), orders);
  }

  /** The names at the top. */
  seesPeople(...names) {
    return until('people', () => this.page.locator('#people .name').allTextContents(), names);
  }

  /** Who is writing; no one without a name. Not every server reports the sender. */
  seesWriting(name) {
    const text = name ? `${nameless ? 'Someone' : name} is writing an order` : '';
    return until('typing', () => this.page.locator('#typing').textContent(), text);
  }

  seesNotices(...texts) {
    return until('notices', () => this.page.locator('.toast p').allTextContents(), texts);
  }

  /** The banner; empty without an outage of the realtime service. */
  seesOutage(text) {
    return until('outage', () => this.page.locator('#outage').textContent(), text);
  }

  /** The last announcement for screen readers. */
  isAnnounced(text) {
    return until('announced', () => this.page.locator('#live').textContent(), text);
  }

  /** The id of the focused element. */
  focusIs(id) {
    return until('focus', () => this.page.evaluate(() => document.activeElement?.id ?? ''), id);
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Waits for all animations that end. */
  hasStoppedMoving() {
    return this.page.evaluate(() => {
      const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
      return Promise.all(moving.map(({ finished }) => finished));
    });
  }

  /** How many animations were started since the page was loaded. */
  movements() {
    return this.page.evaluate(() => window.movements);
  }

  picture(name, options = {}) {
    return this.page.screenshot({ path: join(pictures, `orders-${name}.png`), ...options });
  }
}
