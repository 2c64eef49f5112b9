// Reads one page: {"url":…,"tls":"TLSv1.3","ca":FILE,"pfx":FILE,"passphrase":…} on standard input.
const fs = require("fs");
const https = require("https");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const failed = (error) => {
  console.error(`${error.code || error.name}: ${error.message.trim()}`);
  process.exit(1);
};
try {
  const options = { ca: fs.readFileSync(asked.ca), minVersion: asked.tls, maxVersion: asked.tls, agent: false };
  if (asked.pfx) Object.assign(options, { pfx: fs.readFileSync(asked.pfx), passphrase: asked.passphrase });
  https
    .get(asked.url, options, (answer) => {
      console.log(`HTTP ${answer.statusCode}`);
      answer.resume();
    })
    .on("error", failed);
} catch (error) {
  failed(error);
}
