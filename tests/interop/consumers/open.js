// Opens a .p12, {"pfx":FILE,"passphrase":…} on standard input, by being a TLS server with it, and calls at itself: only
// who has the key gets through a handshake. Prints the certificate that was presented, as DER.
const fs = require("fs");
const tls = require("tls");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
try {
  const server = tls.createServer({ pfx: fs.readFileSync(asked.pfx), passphrase: asked.passphrase }, (peer) => peer.end());
  server.on("tlsClientError", (error) => {
    console.error(error.code || error.message);
    process.exit(1);
  });
  server.listen(0, "127.0.0.1", () => {
    const socket = tls.connect({ port: server.address().port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      process.stdout.write(socket.getPeerCertificate().raw, () => process.exit(0));
    });
    socket.on("error", (error) => {
      console.error(error.code || error.message);
      process.exit(1);
    });
  });
} catch (error) {
  console.error(String(error));
  process.exit(1);
}
