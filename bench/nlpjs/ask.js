// nlp.js learns the examples on standard input and answers the questions: JSON in, JSON out.
// In:  {"train": [[language, text, label]], "ask": [[language, text]]}
// Out: {"train_seconds": n, "answers": [[label, ...]], "ms": [n]}; labels best first, times of the processor.
const { dockStart } = require("@nlpjs/basic");
const fs = require("fs");

const MOST = 20;
// Learning tells each round on standard output, where only the answer belongs.
console.log = () => {};

function seconds(since) {
  const used = process.cpuUsage(since);
  return (used.user + used.system) / 1e6;
}

async function main() {
  const given = JSON.parse(fs.readFileSync(0, "utf8"));
  const settings = { autoSave: false, autoLoad: false, languages: ["fi", "sv", "en"], nlu: { log: false } };
  const dock = await dockStart({ settings: { nlp: settings }, use: ["Basic", "LangFi", "LangSv", "LangEn"] });
  const nlp = dock.get("nlp");
  for (const [language, text, label] of given.train) nlp.addDocument(language, text, label);
  const started = process.cpuUsage();
  await nlp.train();
  const train_seconds = seconds(started);
  for (const [language, text] of given.ask.slice(0, 50)) await nlp.process(language, text);
  const answers = [];
  const ms = [];
  for (const [language, text] of given.ask) {
    const start = process.cpuUsage();
    const answer = await nlp.process(language, text);
    ms.push(seconds(start) * 1000);
    const order = (answer.classifications || []).slice().sort((one, other) => other.score - one.score);
    answers.push(order.slice(0, MOST).map((one) => one.intent));
  }
  process.stdout.write(`\n${JSON.stringify({ train_seconds, answers, ms })}\n`);
}

main().catch((error) => {
  process.stderr.write(`${(error && error.stack) || error}\n`);
  process.exit(1);
});
