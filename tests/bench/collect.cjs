// One page with Blacklight's collector: node collect.cjs FOLDER URL BROWSER OUT APP SINK; prints its report as JSON.
const path = require("node:path");
const [, , folder, url, browser, out, app, sink] = process.argv;
const { collect } = require(path.join(folder, "node_modules", "@themarkup", "blacklight-collector"));
const rules = `--host-resolver-rules=MAP ${new URL(url).hostname}:443 ${app}, MAP * ${sink}, EXCLUDE 127.0.0.1`;
const log = console.log;
console.log = () => {};
const args = [rules, "--ignore-certificate-errors", "--no-sandbox", "--disable-background-networking"];
collect(url, { outDir: out, numPages: 0, puppeteerExecutablePath: browser, extraChromiumArgs: args })
  .then((report) => log(JSON.stringify(report)))
  .then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
