// A certified provider with one client. Told what to do by one line of JSON on its input; says "ready PORT".
import https from "node:https";
import fs from "node:fs";
import readline from "node:readline";
import { Provider } from "oidc-provider";

const [line] = await new Promise((resolve) => readline.createInterface({ input: process.stdin }).once("line", (text) => resolve([text])));
const order = JSON.parse(line);
const provider = new Provider(order.issuer, {
  clients: [{
    client_id: order.client, client_secret: order.secret, redirect_uris: [order.back],
    grant_types: ["authorization_code"], response_types: ["code"],
  }],
  cookies: { keys: ["a key for a test"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
});
const pem = fs.readFileSync(order.certificate);
const server = https.createServer({ key: pem, cert: pem }, provider.callback());
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
