// The one-file form has both parts in one page: tabs choose between them.

import { readFragment } from "./permalink.js";

const parts = ["questions", "chain"];

function choose() {
  const wanted = readFragment().tab;
  const chosen = parts.includes(wanted) ? wanted : "questions";
  for (const part of parts) {
    document.getElementById(`part-${part}`).hidden = part !== chosen;
    const link = document.getElementById(`to-${part}`);
    if (part === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

addEventListener("hashchange", choose);
choose();
