// Bundles prosemirror.js into the file that the browser loads; its first line says of which source it is.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const SOURCE = ["package-lock.json", "prosemirror.js", "build.js"]; // tests/test_frontend.py reads the same
const OUT = "../articles/static/articles/desk/prosemirror.js";

const hash = createHash("sha256");
for (const name of SOURCE) hash.update(readFileSync(new URL(name, import.meta.url)));
const { outputFiles } = await build({
  entryPoints: ["prosemirror.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  write: false,
});
const licence = readFileSync(new URL("node_modules/prosemirror-model/LICENSE", import.meta.url), "utf8").trim();
const head = `source ${hash.digest("hex")}\nMade by \`make editor\` from frontend/. ProseMirror, orderedmap, rope-sequence and w3c-keyname:\n\n${licence}`;
writeFileSync(new URL(OUT, import.meta.url), `/* ${head} */\n${outputFiles[0].text}`);
