import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/adapters/machine/system-programs.ts
import { realpath } from "node:fs/promises";
import { isAbsolute as isAbsolute2, join as join2, sep as sep2 } from "node:path";

// src/adapters/machine/path-steps.ts
import { lstat, readlink } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";
var maxLinks = 40;
async function pathSteps(path) {
  const steps = [];
  const names = path.split(sep).filter((name) => name !== "");
  let at = sep;
  let links = 0;
  steps.push({ path: at, stats: await lstat(at) });
  for (let name = names.shift(); name !== void 0; name = names.shift()) {
    const next = join(at, name);
    const stats = await lstat(next);
    steps.push({ path: next, stats });
    if (!stats.isSymbolicLink()) {
      at = next;
      continue;
    }
    links += 1;
    if (links > maxLinks) throw Object.assign(new Error(`${path}: a circle`), { code: "ELOOP" });
    const target = await readlink(next);
    if (isAbsolute(target)) at = sep;
    names.unshift(...target.split(sep).filter((part) => part !== "" && part !== "."));
  }
  return steps;
}

// src/adapters/machine/system-programs.ts
var folders = [
  ...["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"],
  ...["/run/wrappers/bin", "/run/current-system/sw/bin", "/nix/var/nix/profiles/default/bin"]
];
var known = /* @__PURE__ */ new Map();
var searched;
var findSystemProgram = (name) => {
  const found = known.get(name) ?? lookUp(name);
  known.set(name, found);
  return found;
};
var findOwnProgram = (path, workplaces) => async (name) => await findSystemProgram(name) ?? await lookAlong(path ?? "", name, workplaces);
async function lookAlong(path, name, workplaces) {
  const closed = await Promise.all(workplaces.map((folder) => realpath(folder).catch(() => folder)));
  const isWorkplace = ({ path: step }) => step.split(sep2).includes("node_modules") || closed.some((folder) => step === folder || step.startsWith(`${folder}${sep2}`));
  for (const folder of path.split(":").filter(isAbsolute2)) {
    const program = join2(folder, name);
    const steps = await pathSteps(program).catch(() => void 0);
    if (steps === void 0 || !isProgram(steps.at(-1))) continue;
    if (!steps.some(isWorkplace) && !steps.some(isEverybodys)) return program;
  }
  return void 0;
}
var systemPath = async () => (await systemFolders()).join(":");
function systemFolders() {
  searched ??= Promise.all(
    folders.map(async (folder) => await isRoots(folder) ? [folder] : [])
  ).then((found) => found.flat());
  return searched;
}
async function lookUp(name) {
  if (name.includes("/")) throw new TypeError(`${name} is a path; a program's name was expected`);
  for (const folder of await systemFolders()) {
    const path = join2(folder, name);
    const steps = await pathSteps(path).catch(() => void 0);
    if (steps === void 0) continue;
    return steps.every(isRootsAlone) && isProgram(steps.at(-1)) ? path : void 0;
  }
  return void 0;
}
var isRoots = (folder) => pathSteps(folder).then(
  (steps) => steps.every(isRootsAlone) && steps.at(-1)?.stats.isDirectory() === true,
  () => false
);
var isEverybodys = ({ stats }) => !stats.isSymbolicLink() && (stats.mode & 2) !== 0 && !(stats.isDirectory() && (stats.mode & 512) !== 0);
function isRootsAlone({ stats }) {
  if (stats.uid !== 0) return false;
  if (stats.isSymbolicLink() || (stats.mode & 18) === 0) return true;
  return stats.isDirectory() && (stats.mode & 512) !== 0;
}
var isProgram = (step) => step?.stats.isFile() === true && (step.stats.mode & 73) !== 0;

export {
  findSystemProgram,
  findOwnProgram,
  systemPath
};
