// Where the names of topics stand on the map: beside the dots they name, cut nowhere, over no other.

const LINE_LETTERS = 20;
const LETTER_WIDTH = 7.4;
const LINE_HEIGHT = 16;
const CELL = 10;

/** A name in lines of about equal length; a longer word stands in a line of its own. */
function wrapped(name, most = LINE_LETTERS) {
  const lines = [""];
  for (const word of name.split(/\s+/)) {
    const last = lines.at(-1);
    if (last && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

/** How many dots lie in each square of `CELL` pixels. Shapes: xs and ys (n,) in pixels. */
function dotGrid(xs, ys, width, height) {
  const [columns, rows] = [Math.ceil(width / CELL) + 1, Math.ceil(height / CELL) + 1];
  const counts = new Uint32Array(columns * rows);
  xs.forEach((x, k) => {
    const [column, row] = [Math.floor(x / CELL), Math.floor(ys[k] / CELL)];
    if (column >= 0 && row >= 0 && column < columns && row < rows) {
      counts[row * columns + column] += 1;
    }
  });
  return { counts, columns, rows };
}

/** Dots below a box, the center and sides of which are given in pixels. */
function dotsBelow(grid, box) {
  const first = Math.max(0, Math.floor((box.x - box.w / 2) / CELL));
  const last = Math.min(grid.columns - 1, Math.floor((box.x + box.w / 2) / CELL));
  const top = Math.max(0, Math.floor((box.y - box.h / 2) / CELL));
  const bottom = Math.min(grid.rows - 1, Math.floor((box.y + box.h / 2) / CELL));
  let dots = 0;
  for (let row = top; row <= bottom; row++) {
    for (let column = first; column <= last; column++) {
      dots += grid.counts[row * grid.columns + column];
    }
  }
  return dots;
}

/** Places tried around a middle: the middle itself, then rings, the nearest first. */
function offsets() {
  const tried = [[0, 0]];
  for (const radius of [22, 34, 48, 64, 84, 108, 136]) {
    for (let step = 0; step < 16; step++) {
      const angle = (step * Math.PI) / 8;
      tried.push([1.4 * radius * Math.cos(angle), radius * Math.sin(angle)]);
    }
  }
  return tried;
}

/**
 * Places for names, those given first before the others; a name without room is left out.
 *
 * names: { x, y, text }, the middle of the dots that each names, in pixels.
 * dots: { x, y } of all dots, arrays in pixels.
 * A place costs the dots it hides and its distance; a line leads back to the middle.
 */
function labelPlaces(names, dots, width, height) {
  const grid = dotGrid(dots.x, dots.y, width, height);
  const per = Math.max(0.1, dots.x.length / 1500); // dots that count as much as 8 pixels
  const taken = [];
  for (const name of names) {
    const lines = wrapped(name.text);
    const w = Math.max(...lines.map((line) => line.length)) * LETTER_WIDTH + 8;
    const h = lines.length * LINE_HEIGHT + 4;
    let best = null;
    for (const [dx, dy] of offsets()) {
      const box = { x: name.x + dx, y: name.y + dy, w, h };
      if (box.x - w / 2 < 2 || box.x + w / 2 > width - 2) continue;
      if (box.y - h / 2 < 2 || box.y + h / 2 > height - 2) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      const cost = dotsBelow(grid, box) / per + Math.hypot(dx, dy) / 8;
      if (!best || cost < best.cost) best = { ...box, dx, dy, lines, name, cost };
    }
    if (best) taken.push(best);
  }
  return taken;
}

const overlap = (one, other) =>
  Math.abs(one.x - other.x) < (one.w + other.w) / 2 &&
  Math.abs(one.y - other.y) < (one.h + other.h) / 2;
