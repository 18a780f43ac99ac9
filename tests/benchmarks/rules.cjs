// json-rules-engine on rules and cases read as JSON lines: {"rules": …} compiles, {"cases": …} runs them, and is timed in here.
// Run by matching.py in the folder that json-rules-engine is installed in.
"use strict";

const { createRequire } = require("node:module");
const { createInterface } = require("node:readline");
const { Engine } = createRequire(`${process.cwd()}/`)("json-rules-engine");

let engine = null;

const all = (when) => ({ all: Object.entries(when).map(([fact, value]) => ({ fact, operator: "in", value })) });

const collected = () => {
  global.gc?.();
  return process.memoryUsage().rss;
};

function compile(rules) {
  const before = collected();
  engine = new Engine([], { allowUndefinedFacts: true });
  for (const { id, whens } of rules) engine.addRule({ conditions: { any: whens.map(all) }, event: { type: id } });
  return { bytes: collected() - before };
}

async function run(cases) {
  const began = process.cpuUsage();
  const hits = [];
  for (const facts of cases) hits.push((await engine.run(facts)).events.map((event) => event.type));
  const { user, system } = process.cpuUsage(began);
  return { seconds: (user + system) / 1e6, hits };
}

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const { rules, cases } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(rules ? compile(rules) : await run(cases))}\n`);
  }
})();
