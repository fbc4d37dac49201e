// The published pusher-js in a Node.js process. Commands come in and events go out, one JSON object
// per line; the process ends with its standard input. The only argument is a JSON object, the options of client.mjs.
// The variable PUSHER_JS names the folder of the package.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

import { connect } from './client.mjs';

const Pusher = createRequire(import.meta.url)(process.env.PUSHER_JS);
const run = connect(Pusher, JSON.parse(process.argv[2]), (line) => process.stdout.write(`${line}\n`));

createInterface({ input: process.stdin })
  .on('line', (line) => run(JSON.parse(line)))
  .on('close', () => process.exit(0));
