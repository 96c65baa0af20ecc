// Compiles beforehand the Python modules that the page imports, with the very Python that the page carries.
//   node tools/compile_page.mjs FOLDER
// FOLDER holds package/ (Pyodide as published), dussk.zip (our sources), and the archives to compile, which are
// replaced. Modules that the page does not import as it starts stay as they were published.
import fs from "node:fs";
import path from "node:path";

const folder = process.argv[2];
const { loadPyodide } = await import(path.resolve(folder, "package", "pyodide.mjs"));
const python = await loadPyodide({ indexURL: `${path.resolve(folder, "package")}/` });
const bytesOf = (name) => new Uint8Array(fs.readFileSync(path.join(folder, name)));
const archives = fs.readdirSync(folder).filter((name) => /\.whl$|^python_stdlib\.zip$/.test(name)).sort();

for (const name of archives.filter((one) => one.endsWith(".whl"))) {
  python.unpackArchive(bytesOf(name), "wheel");
}
python.unpackArchive(bytesOf("dussk.zip"), "zip", { extractDir: "/dussk" });
python.FS.mkdir("/archives");
for (const name of archives) python.FS.writeFile(`/archives/${name}`, bytesOf(name));

python.runPython(`
import importlib.util, os, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

sys.path.insert(0, "/dussk")
import scenarios, scenarios.page, scenarios.page.bridge
from scenarios.files import find, shipped
from scenarios.page.inputs import groups
from sim.run import simulate
simulate(find("base").parameters, 1, 1, "simpy")
assert groups() and len(shipped()) > 20

def home(module):
    place = getattr(getattr(module, "__spec__", None), "origin", None) or ""
    for before in ("python314.zip/", "/home/pyodide/"):
        if before in place:
            return place.partition(before)[2]
    return ""

used = {home(module) for module in list(sys.modules.values())} - {""}
fixed = (1980, 1, 1, 0, 0, 0)
for name in os.listdir("/archives"):
    with zipfile.ZipFile("/archives/" + name) as given, zipfile.ZipFile("/" + name, "w") as made:
        for entry in given.infolist():
            content, target = given.read(entry), entry.filename
            if target.endswith(".py") and target in used:
                code = compile(content, target, "exec", dont_inherit=True)
                hashed = importlib.util.source_hash(content)
                content, target = bytes(_code_to_hash_pyc(code, hashed, checked=False)), target + "c"
            made.writestr(zipfile.ZipInfo(target, fixed), content, zipfile.ZIP_DEFLATED, 9)
`);
for (const name of archives) fs.writeFileSync(path.join(folder, name), python.FS.readFile(`/${name}`));
console.log(`${archives.length} archives compiled`);
