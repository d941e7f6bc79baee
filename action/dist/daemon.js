import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  maxMessageBytes
} from "./chunk-G7IA5WD3.js";
import {
  agentFolders,
  childEnvironment,
  createEarlyNotes,
  createProcessSearch,
  enterpriseFolder,
  noteInvocations,
  openAgentFiles,
  prepareStandalone,
  tokensAtHome,
  watchProcesses,
  writeClientShims
} from "./chunk-OZSEJKZ3.js";
import "./chunk-A77276OK.js";
import "./chunk-AAWHFIOW.js";
import {
  createGitRouting,
  forgesOf
} from "./chunk-BG5RGVMY.js";
import "./chunk-UCCM6OSS.js";
import "./chunk-AV2ACOF4.js";
import "./chunk-HS6WFBPJ.js";
import "./chunk-QCLPPHMS.js";
import "./chunk-B32A25VQ.js";
import "./chunk-AHZWCLKP.js";
import "./chunk-B5GJ3CPW.js";
import "./chunk-FBYAHOKZ.js";
import {
  GuardError,
  firstError
} from "./chunk-I22CHC5J.js";
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
  const prepared = await prepareStandalone({
    ...order,
    out: order.recording,
    // Later steps are started by the runner, as its own user.
    sameUser: true,
    workspace: order.environment.GITHUB_WORKSPACE ?? process.cwd(),
    onHead: (line) => console.log(line),
    now: Date.now
  });
  try {
    await openForLaterSteps(order, prepared);
  } catch (error) {
    await prepared.end({});
    throw error;
  }
}
async function openForLaterSteps(order, prepared) {
  const { environment } = order;
  const { endpoint } = prepared;
  const scratch = await mkdtemp(join(order.scratch, "cg-"));
  const notes = createEarlyNotes();
  for (const phrase of await tokensAtHome(environment)) notes.addCaveat(phrase);
  const shims = await writeClientShims(scratch, { baseUrl: endpoint.baseUrl });
  const git = await routeGit(environment, endpoint, scratch, notes);
  const workspace = environment.GITHUB_WORKSPACE ?? process.cwd();
  const own = { configuration: shims.configDirectory, enterprise: enterpriseFolder() };
  const agent = { workspace, environment };
  const files = await openAgentFiles({ ...agent, further: Object.values(own) });
  const session = await prepared.open(files);
  notes.passTo(session.guard.notes);
  const search = createProcessSearch(files, { ...await agentFolders(agent), ...own });
  const watch = watchProcesses(search, session.guard.processes);
  await beginOrRefuse(watch, session);
  const end = createEnd(session, scratch, async () => {
    await watch.end();
    await noteInvocations(session.guard.notes, shims, files);
    await git.check();
  });
  const socket = join(scratch, "control");
  await listen(socket, order.secret, end);
  endWithTheJob(order.job, end);
  answer({
    ready: true,
    sessionId: endpoint.sessionId,
    sessionToken: endpoint.sessionToken,
    socket,
    environment: { ...exported(environment, endpoint, shims), ...git.variables },
    shimDirectory: shims.shimDirectory
  });
}
async function beginOrRefuse(watch, { guard }) {
  await watch.begin();
  const { ended } = guard.session;
  if (ended === void 0) return;
  watch.stop();
  throw new GuardError("REQUEST_REFUSED", `the session was ended: ${ended}`);
}
function exported(environment, { baseUrl, sessionToken }, shims) {
  const proxies = Object.entries(environment).filter(([name]) => /^(?:\w+|no)_proxy$/i.test(name));
  const child = childEnvironment({
    base: Object.fromEntries(proxies),
    baseUrl,
    sessionToken,
    configDirectory: shims.configDirectory,
    pass: []
  });
  return Object.fromEntries(
    Object.entries(child.environment).filter(([name]) => /^(?:CURSOR_|no_proxy$)/i.test(name))
  );
}
async function routeGit(environment, { baseUrl, sessionToken }, scratch, notes) {
  const routing = await createGitRouting({
    directory: join(scratch, "git"),
    baseUrl,
    sessionToken,
    forges: forgesOf(environment),
    environment
  });
  const variables = gitVariables(environment, routing);
  const { PATH = "", HOME = "", GITHUB_WORKSPACE = process.cwd() } = environment;
  const env = { PATH, HOME, ...variables };
  const place = {
    workspace: GITHUB_WORKSPACE,
    launch: async ([file = "", ...args]) => ({ file, args, env }),
    ownHome: false
  };
  const noteEscapes = (escapes) => {
    for (const phrase of escapes) notes.addCaveat(phrase);
  };
  noteEscapes(await routing.begin(place));
  return { variables, check: async () => noteEscapes(await routing.check(place)) };
}
function gitVariables(environment, routing) {
  const taken = environment.GIT_CONFIG_COUNT !== void 0;
  return Object.fromEntries(
    Object.entries(routing.environment).filter(
      ([name]) => name === "GIT_CONFIG_SYSTEM" || !taken && name.startsWith("GIT_CONFIG_")
    )
  );
}
function createEnd({ guard, close }, scratch, look) {
  let ending;
  const end = async () => {
    await look();
    if (guard.calls() === 0) guard.notes.addCaveat("gap: the agent did not use the guard");
    const summary = await close({});
    await rm(scratch, { recursive: true, force: true });
    return summary;
  };
  return () => {
    ending ??= end();
    return ending;
  };
}
async function listen(path, secret, end) {
  const answer2 = async (socket) => {
    socket.on("error", () => {
    });
    if (!await knows(socket, secret)) return socket.destroy();
    const summary = await end();
    socket.end(`${JSON.stringify(summary)}
`, () => process.exit(0));
  };
  const server = createServer((socket) => void answer2(socket));
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
  const leave = () => {
    end().then(
      () => process.exit(0),
      () => process.exit(70)
    );
  };
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
    if (text.length > maxMessageBytes) throw new RangeError("the order is too long");
  }
  return text;
}
function answer(content) {
  writeSync(answerDescriptor, `${JSON.stringify(content)}
`);
}
try {
  await serve();
} catch (thrown) {
  const error = firstError(thrown);
  const known = error instanceof GuardError;
  if (!known) console.error(thrown);
  answer({
    ready: false,
    message: known ? error.message : "the guard could not be started; its log has the reason",
    ...known && error.hint !== void 0 ? { hint: error.hint } : {}
  });
  process.exit(70);
}
