// Validates values against JSON Schemas (2020-12). Standard input is one JSON array of { schema, value }; the answer is
// one of the same length: null, or what is wrong with the value.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const Ajv = createRequire(import.meta.url)(`${process.env.AJV}/dist/2020.js`).default;

// The formats of Rust's integers are no formats to it; their ranges stand beside them.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

const answers = JSON.parse(await text(process.stdin)).map(({ schema, value }) => {
  const validate = ajv.compile(schema);
  return validate(value) ? null : ajv.errorsText(validate.errors);
});
console.log(JSON.stringify(answers));
