// Prints the official age vectors as one JSON object: name -> base64.
import * as vectors from "cctv-age";

const found = {};
for (const [name, bytes] of Object.entries(vectors)) found[name] = Buffer.from(bytes).toString("base64");
process.stdout.write(JSON.stringify(found));
