import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  maxLineBytes
} from "./chunk-7WVA3QMO.js";
import {
  childEnvironment,
  noteInvocations,
  startStandalone,
  writeClientShims
} from "./chunk-ZCO3VHDW.js";
import "./chunk-XDBFTLGF.js";
import "./chunk-BHNSWP5N.js";
import "./chunk-EOYRFM3K.js";
import "./chunk-IXZ5YWBN.js";
import "./chunk-KLPAJF3J.js";
import "./chunk-AI72ID3F.js";
import {
  GuardError
} from "./chunk-LVCAKWSX.js";
import "./chunk-GZ5KYTBD.js";

// action/daemon.ts
import { timingSafeEqual } from "node:crypto";
import { writeSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
var jobCheckMs = 2e3;
var answerDescriptor = 3;
async function serve() {
  const order = JSON.parse(await readOrder());
  const { environment } = order;
  const session = await startStandalone({
    ...order,
    out: order.recording,
    onHead: (line) => console.log(line),
    now: Date.now
  });
  const scratch = await mkdtemp(join(order.scratch, "cg-"));
  const shims = await writeClientShims(scratch, { baseUrl: session.guard.baseUrl });
  const end = createEnd(session, shims, scratch);
  const socket = join(scratch, "control");
  await listen(socket, order.secret, end);
  endWithTheJob(order.job, end);
  answer({
    ready: true,
    sessionId: session.guard.sessionId,
    sessionToken: session.guard.sessionToken,
    socket,
    environment: exported(environment, session, shims),
    shimDirectory: shims.shimDirectory
  });
}
function exported(environment, { guard }, shims) {
  const proxies = Object.entries(environment).filter(([name]) => /^(?:\w+|no)_proxy$/i.test(name));
  const child = childEnvironment({
    base: Object.fromEntries(proxies),
    baseUrl: guard.baseUrl,
    sessionToken: guard.sessionToken,
    configDirectory: shims.configDirectory,
    pass: []
  });
  return Object.fromEntries(
    Object.entries(child.environment).filter(([name]) => /^(?:CURSOR_|no_proxy$)/i.test(name))
  );
}
function createEnd(session, shims, scratch) {
  let ending;
  const end = async () => {
    await noteInvocations(session.guard, shims);
    if (session.guard.calls() === 0) {
      session.guard.session.lessen("gap: the agent did not use the guard");
    }
    const summary = await session.close({});
    await rm(scratch, { recursive: true, force: true });
    return summary;
  };
  return () => {
    ending ??= end();
    return ending;
  };
}
async function listen(path, secret, end) {
  const server = createServer(async (socket) => {
    socket.on("error", () => {
    });
    if (!await knows(socket, secret)) return socket.destroy();
    const summary = await end();
    socket.end(`${JSON.stringify(summary)}
`, () => process.exit(0));
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 384);
}
function knows(socket, secret) {
  return new Promise((resolve) => {
    let text = "";
    socket.setTimeout(5e3, () => resolve(false));
    socket.on("close", () => resolve(false));
    socket.on("data", (chunk) => {
      text += chunk;
      if (text.length > secret.length + 1) return resolve(false);
      if (!text.endsWith("\n")) return;
      const [given, known] = [Buffer.from(text.slice(0, -1)), Buffer.from(secret)];
      socket.setTimeout(0);
      resolve(given.length === known.length && timingSafeEqual(given, known));
    });
  });
}
function endWithTheJob(job, end) {
  const leave = () => void end().then(
    () => process.exit(0),
    () => process.exit(70)
  );
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, leave);
  if (job === void 0) return;
  setInterval(() => {
    try {
      process.kill(job, 0);
    } catch (error) {
      if (error.code === "ESRCH") leave();
    }
  }, jobCheckMs);
}
async function readOrder() {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk;
    if (text.length > maxLineBytes) throw new RangeError("the order is too long");
  }
  return text;
}
function answer(content) {
  writeSync(answerDescriptor, `${JSON.stringify(content)}
`);
}
try {
  await serve();
} catch (error) {
  const known = error instanceof GuardError;
  if (!known) console.error(error);
  answer({
    ready: false,
    message: known ? error.message : "the guard could not be started; its log has the reason",
    ...known && error.hint !== void 0 ? { hint: error.hint } : {}
  });
  process.exit(70);
}
