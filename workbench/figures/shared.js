// What the notebook's views and the report share. Every text of the table becomes a text node.

/**
 * Make an element: `make("p.note.wide", { options }, ...children)`, also without options.
 *
 * `on*` options are listeners, `text` is its text, the rest are attributes.
 */
const make = (what, ...children) => {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  // Else a button sends the form that it stands in.
  if (tag === "button") node.type = "button";
  const options = children[0]?.constructor === Object ? children.shift() : {};
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

const SVG_NAMES = "http://www.w3.org/2000/svg";

/** Make an element of a drawing. */
function shape(tag, attributes, ...children) {
  const element = document.createElementNS(SVG_NAMES, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const button = (text, title, onclick) => make("button", { text, title, onclick });

/** A box to tick, with its name; `changed` hears whether it is ticked. */
function tickBox(name, changed) {
  const box = make("input", { type: "checkbox", onchange: () => changed?.(box.checked) });
  return [box, make("label", box, make("span", name))];
}

/** Make a menu. choices: [value, what it says]; `chosen` hears of the value. */
function menu(label, choices, chosen) {
  const onchange = () => chosen(select.value);
  const select = make("select", { "aria-label": label, onchange });
  offer(select, choices);
  return select;
}

/** Put choices into a menu, unless it has them already. */
function offer(select, choices) {
  const key = JSON.stringify(choices);
  if (select.dataset.choices === key) return;
  select.dataset.choices = key;
  select.replaceChildren(...choices.map(([value, text]) => make("option", { value, text })));
}

/** Tell whether a key that was pressed belongs to a field. */
const isTyping = ({ target }) => /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);

/** Call `act` on Ctrl+Z or Command+Z, but where that takes back what was typed. */
function onUndoKey(element, act) {
  element.addEventListener("keydown", (event) => {
    const pressed = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (!pressed || isTyping(event)) return;
    event.preventDefault();
    act();
  });
}

const grouped = new Intl.NumberFormat("en");
const number = (value) => grouped.format(value);

/** Call `act` once the calls have paused for so many milliseconds. */
function paused(act, wait) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
}

// A piece is a word or a number, or one sign, with the space behind it.
const pieces = (text) =>
  text.match(
    /[\p{L}\p{N}\p{M}]+(?:[.,:'’@-][\p{L}\p{N}\p{M}]+)*\s*|[^\p{L}\p{N}\p{M}\s]\s*|\s+/gu,
  ) ?? [];
const core = (piece) => piece.trim().toLowerCase();
const MOST_PIECES = 1200;
const LEAST_ALIKE = 0.5;

/** Write `text` with what only it has marked as inserted and what only `base` has as deleted. */
function differ(element, base, text) {
  const [a, b] = [pieces(base), pieces(text)];
  if (a.length > MOST_PIECES || b.length > MOST_PIECES) {
    element.textContent = text;
    return element;
  }
  const steps = script(a, b);
  const common = steps.filter(([tag]) => !tag).length;
  // Two texts that share few words in order would turn into confetti: then only new words are marked.
  const shown = (2 * common) / (a.length + b.length || 1) < LEAST_ALIKE ? newWords(a, b) : steps;
  for (const [tag, run] of runsOf(shown)) {
    const bare = run.trimEnd();
    element.append(tag ? make(tag, { text: bare }) : bare, run.slice(bare.length));
  }
  return element;
}

function newWords(a, b) {
  const known = new Set(a.map(core));
  return b.map((piece) => [known.has(core(piece)) ? "" : "ins", piece]);
}

/** Join steps of one kind; within a change the deleted words stand before the inserted ones. */
function runsOf(steps) {
  const runs = [];
  let change = { del: "", ins: "" };
  const close = () => {
    const before = runs.at(-1);
    if (
      before &&
      (change.del || change.ins) &&
      !/\s$/.test(before[1]) &&
      /^[\p{L}\p{N}]/u.test(change.del || change.ins)
    )
      before[1] += " ";
    if (change.del) runs.push(["del", change.ins ? `${change.del.trimEnd()} ` : change.del]);
    if (change.ins) runs.push(["ins", change.ins]);
    change = { del: "", ins: "" };
  };
  for (const [tag, piece] of steps) {
    if (tag) change[tag] += piece;
    else {
      close();
      if (runs.at(-1)?.[0] === "") runs.at(-1)[1] += piece;
      else runs.push(["", piece]);
    }
  }
  close();
  return runs;
}

/** Longest common subsequence of two lists, as steps: kept (""), "del" or "ins". */
function script(a, b) {
  const [left, right] = [a.map(core), b.map(core)];
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      length[at] =
        left[i] === right[j]
          ? length[at + width + 1] + 1
          : Math.max(length[at + width], length[at + 1]);
    }
  }
  const steps = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && left[i] === right[j]) {
      steps.push(["", b[j++]]);
      i++;
    } else if (
      i < a.length &&
      (j === b.length || length[(i + 1) * width + j] >= length[i * width + j + 1])
    ) {
      steps.push(["del", a[i++]]);
    } else steps.push(["ins", b[j++]]);
  }
  return steps;
}
