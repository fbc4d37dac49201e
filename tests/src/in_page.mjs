// A module in a page of Chromium: its function `run` gets the options and a function that says a value, as a line of
// JSON. The only argument is a JSON object: the page's `url`, the `module`'s path there, and the `options`. The variables
// PLAYWRIGHT_CORE and CHROMIUM name the folder of that package and the browser's program.
import { launch } from './launch.mjs';

// First, so that a test that fails at any time also ends the browser: Playwright kills it at exit.
process.stdin.resume().on('end', () => process.exit(0));

const { url, module, options } = JSON.parse(process.argv[2]);

const browser = await launch();
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(error));
page.on('console', (message) => console.error(message.text()));
page.on('crash', () => process.exit(1));
await page.exposeFunction('write', (line) => void process.stdout.write(`${line}\n`));
await page.goto(url);
await page.evaluate(
  async ([module, options]) => {
    const { run } = await import(module);
    await run(options, (value) => window.write(JSON.stringify(value)));
  },
  [module, options],
);
