// Generates models from an AsyncAPI document with Modelina. Arguments: the document, and a folder for the models, in
// in which TypeScript and Python have separate folders. Standard output has the names of the models as JSON.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { PythonFileGenerator, TypeScriptFileGenerator } = require(process.env.MODELINA);

const [file, folder] = process.argv.slice(2);
const document = JSON.parse(await readFile(file, "utf8"));
const typescript = new TypeScriptFileGenerator({ modelType: "interface", moduleSystem: "ESM" });
const python = new PythonFileGenerator();
const models = [
  ...(await typescript.generateToFiles(document, `${folder}/typescript`, { exportType: "named" })),
  ...(await python.generateToFiles(document, `${folder}/python`, { packageName: "models" })),
];
console.log(JSON.stringify(models.map(({ modelName }) => modelName)));
