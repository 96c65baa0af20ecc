// Starts Python in the page, from what the page itself carries, and hands the front the functions of bridge.py.
(() => {
  "use strict";

  const FUNCTIONS = [
    "facts", "design", "check", "begin", "step", "answer", "save", "saved", "forget", "replay", "download", "licences",
  ];
  const HOME = "carried/";

  const say = async (fraction, text) => {
    if (typeof window.dusskLoading === "function") window.dusskLoading(fraction, text);
    // Nothing is painted while this thread works: let the browser show what was said.
    await new Promise((resolve) => setTimeout(resolve, 0));
  };

  const fromBase64 = (text) => {
    if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
    return bytes;
  };

  const unpacked = async (bytes) => {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  // Each part is taken out of the page as it is used, so that its text does not stay in memory.
  const part = async (name) => {
    const element = document.querySelector(`script[data-part="${name}"]`);
    const bytes = fromBase64(element.textContent.trim());
    element.remove();
    return name.endsWith(".gz") ? unpacked(bytes) : bytes;
  };

  const imported = async (name) => {
    const address = URL.createObjectURL(new Blob([await part(name)], { type: "text/javascript" }));
    try {
      return await import(address);
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  // Pyodide asks for its files by name: they are answered from the page. Nothing else is ever asked for.
  const answerRequests = (files) => {
    window.fetch = async (request) => {
      const name = String(request && request.url ? request.url : request).split("/").pop();
      if (!(name in files)) throw new Error(`This page asks nobody for anything (${name}).`);
      const [bytes, type] = files[name];
      delete files[name];
      return new Response(bytes, { status: 200, headers: { "Content-Type": type } });
    };
  };

  const bridgeOf = (python) => {
    const module = python.pyimport("scenarios.page.bridge");
    const bridge = {};
    for (const name of FUNCTIONS) {
      const call = module[name];
      bridge[name] = (...given) => JSON.parse(call(...given));
    }
    return bridge;
  };

  const start = async () => {
    await say(0.02, "Unpacking the program");
    const files = {
      "pyodide.asm.wasm": [await part("pyodide.asm.wasm.gz"), "application/wasm"],
      "python_stdlib.zip": [await part("python_stdlib.zip"), "application/zip"],
    };
    answerRequests(files);
    const lock = new TextDecoder().decode(await part("pyodide-lock.json"));
    const core = await imported("pyodide.asm.mjs.gz");
    const { loadPyodide } = await imported("pyodide.mjs.gz");
    await say(0.2, "Starting Python in this page");
    const python = await loadPyodide({
      createPyodideModule: core.default,
      lockFileContents: lock,
      indexURL: HOME,
      packageBaseUrl: HOME,
      fullStdLib: false,
    });
    await say(0.5, "Unpacking the libraries");
    const wheels = [...document.querySelectorAll("script[data-part$='.whl']")].map((one) => one.dataset.part);
    for (const wheel of wheels) python.unpackArchive(await part(wheel), "wheel");
    await say(0.6, "Unpacking the simulation");
    python.unpackArchive(await part("dussk.zip"), "zip", { extractDir: "/dussk" });
    await say(0.7, "Reading the simulation");
    python.runPython("import sys; sys.path.insert(0, '/dussk')");
    const bridge = bridgeOf(python);
    await say(1.0, "Ready");
    return bridge;
  };

  const cannot = (error) => {
    window.dusskState = "cannot";
    console.error(error);
    const text =
      "This page could not start in this browser. It needs a browser of 2023 or later (Edge, Chrome, Firefox or " +
      `Safari) that is allowed to run WebAssembly. What went wrong: ${error && error.message ? error.message : error}`;
    if (typeof window.dusskCannot === "function") window.dusskCannot(text);
    else document.body.append(text);
  };

  const begin = async () => {
    try {
      const bridge = await start();
      window.dusskBridge = bridge;
      if (typeof window.dusskReady === "function") window.dusskReady(bridge);
      window.dusskState = "ready";
    } catch (error) {
      cannot(error);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
