// Helpers that all panels share. Text from the table goes into the page by textContent only.

const make = (tag, options = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "text") node.textContent = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  // JupyterLab leaves keys alone only where the focused element itself says so: arrows too.
  if (/^(button|input|select|textarea)$/.test(tag) || "tabindex" in options)
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const number = (value) => Number(value).toLocaleString("en-GB");

const debounced = (wait, run) => {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), wait);
  };
};

// The static twin stands in a saved notebook; while the widget lives it is hidden.
const hideTwin = (name) => {
  if (!name || document.getElementById(`hide-${name}`)) return;
  const rule = make("style", { id: `hide-${name}` });
  rule.textContent = `[data-workbench="${CSS.escape(name)}"] { display: none; }`;
  document.head.append(rule);
};
