// Opens the book's chapters, and no other Markdown, as notebooks.
//
// Jupytext's own setting knows one viewer for all files that end in .md, README.md among them.
// A type of file with a pattern comes before one with an ending, so the chapters get a type of
// their own. binder/prepare.py writes the pattern into JupyterLab's page configuration.
//
// It is what JupyterLab loads at run time, a container of modules, written by hand: so there is
// nothing to compile.
(() => {
  const name = "rnnbook-chapters";
  const plugin = {
    id: `${name}:plugin`,
    autoStart: true,
    activate(app) {
      const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
      const pattern = config.rnnbookChapters;
      if (!pattern) {
        throw new Error(`${name}: page_config.json has no "rnnbookChapters"`);
      }
      const type = { name, displayName: "Chapter", contentType: "notebook", extensions: [], pattern };
      app.docRegistry.addFileType(type, ["Notebook", "Editor"]);
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[name] = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
