// Files made in the page and handed to the browser's own downloads. Word shows pictures made here from the SVGs.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, button, rest } = dussk.dom;

  const KINDS = [
    { kind: "docx", label: "Report for Word", help: "docx, about five pages for a board: the answer and the money" },
    { kind: "annexes", label: "Report for Word, with annexes", help: "docx, all of it: every table, picture and assumption" },
    { kind: "xlsx", label: "Numbers for Excel", help: "xlsx, with unit costs to change" },
    { kind: "html", label: "Report as a web page", help: "html, all of it, to read or to send" },
    { kind: "csv", label: "Results as CSV", help: "one row for each version (a “draw”), for any spreadsheet or statistics program" },
    { kind: "toml", label: "Scenario file", help: "toml, to run the same again with the command line" },
  ];
  const SCALE = 2;

  function section() {
    return h(
      "section",
      { "aria-labelledby": "title-downloads", id: "downloads" },
      h("h2", { id: "title-downloads" }, "Download"),
      h("p", {}, "The files are made here and go to this computer’s downloads. Nothing is sent."),
      h("ul", { class: "nhsuk-list dussk-downloads" }, KINDS.map(({ kind, label, help }) =>
        h("li", {},
          button(label, () => fetchFile(kind, label), "secondary", { id: `download-${kind}`, "aria-describedby": `download-${kind}-help` }),
          h("span", { class: "nhsuk-hint", id: `download-${kind}-help` }, help)))),
      h("p", { id: "download-status", role: "status" }),
    );
  }

  const size = (svg) => {
    const box = svg.viewBox && svg.viewBox.baseVal;
    if (box && box.width) return [box.width, box.height];
    return [svg.clientWidth || 800, svg.clientHeight || 500];
  };

  function onCanvas(image, width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * SCALE);
    canvas.height = Math.round(height * SCALE);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png").split(",")[1];
  }

  function rasterised(figure) {
    const svg = new DOMParser().parseFromString(figure.svg, "image/svg+xml").documentElement;
    const [width, height] = size(svg);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    const text = new XMLSerializer().serializeToString(svg);
    return new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(onCanvas(image, width, height));
      image.onerror = () => reject(new Error(figure.title));
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    });
  }

  async function pictures() {
    const made = {};
    for (const figure of (dussk.state.answer || {}).figures || []) made[figure.name] = await rasterised(figure);
    return made;
  }

  function hand(file) {
    const letters = window.atob(file.base64);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
    const link = h("a", { href: address, download: file.filename, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  const today = () => new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

  async function fetchFile(kind, label) {
    const status = byId("download-status");
    status.textContent = `Making the file: ${label}.`;
    await rest(30);
    try {
      const drawn = ["docx", "annexes"].includes(kind) ? await pictures() : {};
      const file = dussk.bridge.download(dussk.state.run.id, kind, JSON.stringify(drawn), today());
      if (file.errors) {
        status.textContent = file.errors.map((error) => error.message).join(" ");
        return;
      }
      hand(file);
      status.textContent = `Saved to your downloads: ${file.filename}`;
    } catch (error) {
      status.textContent = `The file could not be made: ${error.message}`;
    }
  }

  dussk.downloads = { section };
})();
