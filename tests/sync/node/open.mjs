// An independent reader: node open.mjs IDENTITY SEALED CLEAR opens one age file with the npm package age-encryption.
import { readFileSync, writeFileSync } from "node:fs";
import { Decrypter } from "age-encryption";

const [identity, sealed, clear] = process.argv.slice(2);
const decrypter = new Decrypter();
decrypter.addIdentity(identity);
writeFileSync(clear, await decrypter.decrypt(readFileSync(sealed)));
