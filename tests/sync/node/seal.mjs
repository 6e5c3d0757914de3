// An independent writer: node seal.mjs RECIPIENT CLEAR SEALED makes one age file with the npm package age-encryption.
import { readFileSync, writeFileSync } from "node:fs";
import { Encrypter } from "age-encryption";

const [recipient, clear, sealed] = process.argv.slice(2);
const encrypter = new Encrypter();
encrypter.addRecipient(recipient);
writeFileSync(sealed, await encrypter.encrypt(readFileSync(clear)));
