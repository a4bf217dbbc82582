// Builds the browser assets into the package: `npm ci && node build.mjs [FOLDER]`.
// The built files are committed, so that installing foedus needs no Node.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../foedus/publishing/assets/browser"));
const entries = ["chain", "console", "offline", "pictures", "search", "worker"];

await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/${name}.js`),
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: ["chrome100", "firefox115", "safari16.4"],
  charset: "ascii",
  legalComments: "none", // every licence stands in LICENSES.txt
  define: { "import.meta.url": '"x:"' }, // oxigraph is given its WebAssembly by the page
});

const wasm = await readFile(join(here, "node_modules/oxigraph/web_bg.wasm"));
await writeFile(join(out, "oxigraph.wasm.gz"), gzipSync(wasm, { level: 9 }));
await writeFile(join(out, "LICENSES.txt"), await licences());
await writeFile(join(out, "DIGESTS"), await digests());

/** The licence of every package but the tools: some built files hold others (dagre holds graphlib). */
async function licences() {
  const { packages } = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
  const folders = Object.keys(packages).filter((path) => path && !packages[path].dev);
  const texts = [];
  for (const folder of folders.sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(here, folder, "package.json")));
    const own = join(here, "licenses", `${name.replace("/", "-").replace("@", "")}.txt`);
    const text = await readFile(join(here, folder, "LICENSE"), "utf8").catch(() => readFile(own, "utf8"));
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return `The licences of the software in the built files of this folder.\n\n${texts.join(`\n${"-".repeat(72)}\n\n`)}`;
}

/** The sha256 of each file, in the format of sha256sum. */
async function digests() {
  const lines = [];
  for (const name of (await readdir(out)).sort()) {
    if (name === "DIGESTS") continue;
    const digest = createHash("sha256").update(await readFile(join(out, name))).digest("hex");
    lines.push(`${digest}  ${relative(out, join(out, name))}\n`);
  }
  return lines.join("");
}
