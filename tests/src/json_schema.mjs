// Validates values against JSON Schemas (2020-12). Standard input is one JSON array of { schema, value }; the output
// is one of the same length: null, or the error of the value.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const Ajv = require(`${process.env.AJV}/dist/2020.js`).default;
const addFormats = require(process.env.AJV_FORMATS).default;

// Strict: what it does not know in a schema is an error. `allowUnionTypes` is for `["string", "null"]`.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats(ajv);

const results = JSON.parse(await text(process.stdin)).map(({ schema, value }) => {
  const validate = ajv.compile(schema);
  return validate(value) ? null : ajv.errorsText(validate.errors);
});
console.log(JSON.stringify(results));
