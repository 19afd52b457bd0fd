// Signs and verifies with the reference library: one JSON request per line on stdin, one JSON answer per line on stdout.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, id, timestamp, body, signature } = JSON.parse(line);
  const webhook = new Webhook(secret);
  const bytes = Buffer.from(body, "base64").toString("utf8");
  let accepted = false;
  let error = null;
  try {
    webhook.verify(bytes, { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature });
    accepted = true;
  } catch (fault) {
    error = String(fault);
  }
  console.log(JSON.stringify({ signature: webhook.sign(id, new Date(timestamp * 1000), bytes), accepted, error }));
}
