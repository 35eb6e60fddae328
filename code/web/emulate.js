// emulate: runs a program of the build as WebAssembly, in Node, for make processors.
//
//   node emulate.js MODULE PROGRAM ARGUMENT...
//
// as EMULATOR of a make has it. An experiment of the module runs there, with the files that it names; what it writes is
// written. Any other program runs as it is.
"use strict";
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");
const run = require("../../paper/web/machine.js");

const [, , file, program, ...args] = process.argv;
const code = new WebAssembly.Module(fs.readFileSync(file));
const files = {};
for (const name of args)
  if (fs.existsSync(name) && fs.statSync(name).isFile()) files[name] = fs.readFileSync(name, "utf8");
const result = run(code, ["module", path.basename(program), ...args], files);
if (result.status && result.said.includes("module: no such experiment")) {
  process.exit(spawnSync(program, args, { stdio: "inherit" }).status ?? 1);
}
(result.status ? process.stderr : process.stdout).write(result.printed);
if (result.status) process.stderr.write(result.said);
for (const [name, text] of Object.entries(result.files)) {
  fs.mkdirSync(path.dirname(name), { recursive: true });
  fs.writeFileSync(`${name}.tmp`, text);
  fs.renameSync(`${name}.tmp`, name);
}
process.exitCode = result.status;
