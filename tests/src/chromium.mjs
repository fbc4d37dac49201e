// The published pusher-js in a page of Chromium, controlled like the one in pusher_js.mjs: the same argument, commands
// and lines. The page comes from the root of the authorization server and loads pusher-js and client.mjs from there.
// The variables PLAYWRIGHT_CORE and CHROMIUM name the folder of that package and the browser's program.
import { createInterface } from 'node:readline';
import { launch } from './launch.mjs';

// First, so that a test that fails at any time also ends the browser: Playwright kills it at exit.
const input = createInterface({ input: process.stdin }).on('close', () => process.exit(0));

const options = JSON.parse(process.argv[2]);

const browser = await launch();
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(error));
page.on('console', (message) => console.error(message.text()));
page.on('crash', () => process.exit(1));
await page.exposeFunction('write', (line) => void process.stdout.write(`${line}\n`));
await page.goto(new URL('/', options.endpoint).href);
await page.evaluate(async (options) => {
  const { connect } = await import('/client.mjs');
  window.run = connect(Pusher, options, write);
}, options);

input.on('line', (line) => page.evaluate((command) => void run(command), JSON.parse(line)));
