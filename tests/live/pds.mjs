// A Bluesky PDS and the directory of identities (PLC) it registers its accounts with.
// Usage: node pds.mjs MODULES PLC_PORT PDS_PORT FOLDER
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { pathToFileURL } from "node:url";

const [modules, plcPort, pdsPort, folder] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);

// Both servers name a port only, which would be open to the whole network.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  return Number.isInteger(port)
    ? listen.call(this, port, "127.0.0.1", ...rest.filter((one) => typeof one === "function"))
    : listen.call(this, port, ...rest);
};

const plc = require("@did-plc/server");
await plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) }).start();

const secret = () => randomBytes(32).toString("hex");
mkdirSync(`${folder}/blobs`, { recursive: true });
Object.assign(process.env, {
  LOG_ENABLED: "false",
  PDS_ADMIN_PASSWORD: secret(),
  PDS_BLOBSTORE_DISK_LOCATION: `${folder}/blobs`,
  PDS_DATA_DIRECTORY: folder,
  PDS_DEV_MODE: "true",
  PDS_DID_PLC_URL: `http://127.0.0.1:${plcPort}`,
  PDS_DISABLE_SSRF_PROTECTION: "true",
  PDS_HOSTNAME: "localhost",
  PDS_INVITE_REQUIRED: "false",
  PDS_JWT_SECRET: secret(),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: secret(),
  PDS_PORT: pdsPort,
  PDS_SERVICE_HANDLE_DOMAINS: ".test",
});
const { PDS, envToCfg, envToSecrets, readEnv } = await import(
  pathToFileURL(require.resolve("@atproto/pds"))
);
const environment = readEnv();
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment));
await pds.start();
