// Reads AsyncAPI documents with the official parser. Standard input has one path per line; for each, standard output gets
// one line of JSON: the parser's diagnostics, and the channels and operations of the document.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const { Parser } = require(process.env.ASYNCAPI_PARSER);
const parser = new Parser();

for await (const path of createInterface({ input: process.stdin })) {
  const { document, diagnostics } = await parser.parse(await readFile(path, "utf8"));
  const problems = diagnostics.map(({ severity, code, message, path }) => ({ severity, code, message, path: path.join(".") }));
  const channels = document?.channels().all().map((channel) => [channel.id(), channel.address()]) ?? [];
  const operations = document?.operations().all().map((operation) => ({
    id: operation.id(),
    action: operation.action(),
    events: operation.messages().all().map((message) => message.name()),
  })) ?? [];
  console.log(JSON.stringify({ problems, channels, operations }));
}
