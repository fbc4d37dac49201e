// A headless browser without a network. The variables PLAYWRIGHT_CORE and CHROMIUM name the folder of that
// package and the browser's program.
import { createRequire } from 'node:module';

const { chromium } = createRequire(import.meta.url)(process.env.PLAYWRIGHT_CORE);

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    chromiumSandbox: false, // does not work for root, nor in most containers
    args: [
      '--disable-gpu',
      // Nothing leaves the machine.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      '--no-proxy-server',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
