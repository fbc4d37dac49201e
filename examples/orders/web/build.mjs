// Builds dist/: one script that includes pusher-js, one style sheet, the page and its icon.
// `npm ci && npm run build`; the result is committed, and a test compares it with a new build.
import { build } from 'esbuild';
import { cp, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

await mkdir(`${here}dist`, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { page: 'src/main.ts' },
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'inline', // keeps the licence comment of pusher-js
  outdir: 'dist',
  logLevel: 'warning',
});
await build({
  absWorkingDir: here,
  entryPoints: { page: 'src/page.css' },
  bundle: true,
  minify: true,
  target: ['chrome120', 'firefox120', 'safari17'],
  charset: 'utf8',
  outdir: 'dist',
  logLevel: 'warning',
});
for (const name of ['index.html', 'icon.svg']) await cp(`${here}src/${name}`, `${here}dist/${name}`);
