// The page: elements, words and numbers. Every text of the table becomes a text node, never markup.

const byId = (id) => document.getElementById(id);
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
const similar = (value) => (value === null ? "" : value.toFixed(3));

/** Days before and after 1970 that a browser can write as a date. */
const MOST_DAYS = 1e8;

/** Write days since 1970 as a date, with the time of day where there is one. */
function dated(days) {
  if (Math.abs(days) > MOST_DAYS) return `year ${Math.floor(1970 + days / 365.2425)}`;
  const text = new Date(Math.round(days * 86400) * 1000).toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}

/** Read a packed part of the page: base64 of deflated text. */
async function unpack(id) {
  const packed = atob(byId(id).textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let k = 0; k < packed.length; k++) bytes[k] = packed.charCodeAt(k);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** What a spreadsheet would run: behind "=" nearly all; behind other signs calls, programs, sums, cells. */
const RUNS =
  /^[\s\x00-\x20\u200B-\u200D\uFEFF]*(?:[=\uFF1D][\s+\-@]*[\w"'({[#$.\\]|[+\-@\uFF0B\uFF0D\uFF20](?:.*(?:\w\((?!s\))|\w\||"\s*&|\|\s*['"]|'!|\w!\w|(?:call|dde|hyperlink|image|import\w+|indirect|rtd|webservice)\s*\()|[\s+\-@(]*\$?[A-Za-z]{1,3}\$?\d{1,7}\s*(?:$|[*/^&=<>+\-:,])|[\s+\-@(]*\d[\d.,]*\s*[*/^&+-]\s*[\d(]))/is;

/** Write one cell of a CSV file; what a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value === "string" && RUNS.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
