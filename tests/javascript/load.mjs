// The page's scripts are not modules: a test reads the files it needs and takes functions out.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "workbench");

/** Return functions of files in `workbench/`, by name. */
export function load(files, names) {
  const code = files.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
  return new Function(`${code}\nreturn { ${names.join(", ")} };`)();
}
