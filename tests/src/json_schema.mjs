// Validates values against JSON Schemas (2020-12). Standard input is one JSON array of { schema, value }; the output
// is one of the same length: null, or the error of the value.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const Ajv = createRequire(import.meta.url)(`${process.env.AJV}/dist/2020.js`).default;

// It does not know the formats of Rust's integers; the schemas have their ranges as well.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

const results = JSON.parse(await text(process.stdin)).map(({ schema, value }) => {
  const validate = ajv.compile(schema);
  return validate(value) ? null : ajv.errorsText(validate.errors);
});
console.log(JSON.stringify(results));
