// Lighthouse over one page of each type of a running site:
//   npm install --prefix /tmp/lighthouse lighthouse@12
//   NODE_PATH=/tmp/lighthouse/node_modules node scripts/lighthouse.mjs http://localhost:8000 [address ...]
// Prints performance, accessibility, best practices and SEO; ends with 1 where one is below what docs/testing.md asks.
// The scores of performance count only on a machine that does nothing else.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const [site, ...given] = process.argv.slice(2);
if (!site) throw new Error("usage: node scripts/lighthouse.mjs http://localhost:8000 [address ...]");
const CHROME = process.env.CHROMIUM || "/usr/bin/chromium";
const WANTED = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const folder = mkdtempSync(path.join(tmpdir(), "lighthouse-"));
const binary = path.join(process.env.NODE_PATH || "node_modules", ".bin", "lighthouse");

const first = async (address, pattern) => {
  const html = await (await fetch(site + address)).text();
  const found = html.match(pattern);
  if (!found) throw new Error(`${address} links to no page like ${pattern}`);
  return found[1];
};

const addresses = given.length
  ? given
  : [
      "/",
      "/issues/",
      await first("/issues/", /href="(\/issues\/\d{4}-\d\d-\d\d[^"/]*\/)"/),
      await first(await first("/issues/", /href="(\/issues\/\d{4}-\d\d-\d\d[^"/]*\/)"/), /href="(\/issues\/[^"/]+\/\w{1,4}\/)"/),
      await first("/", /href="(\/articles\/[a-z0-9]{10}\/)"/),
      await first("/columns/", /href="(\/columns\/[^"/]+\/)"/),
      await first("/authors/", /href="(\/authors\/[a-z0-9]{10}\/)"/),
      await first("/tags/", /href="(\/tags\/[^"/]+\/)"/),
      await first("/quotes/", /href="(\/quotes\/[a-z0-9]{10}\/)"/),
      "/series/",
      "/corrections/",
    ];

let isBelow = false;
for (const address of addresses) {
  const report = path.join(folder, "report.json");
  const done = spawnSync(binary, [
    site + address, "--quiet", "--output=json", `--output-path=${report}`,
    `--chrome-path=${CHROME}`, "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage",
  ], { encoding: "utf8" });
  if (done.status) {
    console.log(`${address}\tfailed: ${done.stderr.split("\n")[0]}`);
    isBelow = true;
    continue;
  }
  const { categories, audits } = JSON.parse(readFileSync(report, "utf8"));
  const scores = Object.entries(WANTED).map(([name, least]) => {
    const score = Math.round(categories[name].score * 100);
    if (score < least) isBelow = true;
    return `${name} ${score}`;
  });
  console.log(`${address}\t${scores.join("\t")}`);
  for (const name of Object.keys(WANTED)) {
    for (const { id, weight } of categories[name].auditRefs) {
      const audit = audits[id];
      if (weight && audit.score !== null && audit.score < 0.9) console.log(`    ${id}: ${audit.displayValue || audit.title}`);
    }
  }
}
rmSync(folder, { recursive: true });
process.exit(isBelow ? 1 : 0);
