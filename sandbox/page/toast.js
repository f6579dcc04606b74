// Short words at the bottom: snackbars of the bot (10 seconds, as in VK) and the page's own notices.
import { byId, h } from "./dom.js";

function show(words, { test, seconds, bad = false, link = null }) {
  const node = h("div", { class: bad ? "toast bad" : "toast", "data-testid": test }, h("span", {}, words), link);
  const shelf = byId("toasts");
  while (shelf.children.length > 2) shelf.firstChild.remove();
  shelf.append(node);
  node.addEventListener("click", () => node.remove());
  setTimeout(() => node.remove(), seconds * 1000);
}

/** Another person looks at the page: what the bot said to the one before is none of her business. */
export function clearSnackbars() {
  for (const node of byId("toasts").querySelectorAll('[data-testid="snackbar"]')) node.remove();
}

export const snackbar = (words) => show(words, { test: "snackbar", seconds: 10 });
export const notice = (words, link = null) => show(words, { test: "notice", seconds: link ? 8 : 4, link });
export const trouble = (error) => show(error?.message ?? String(error), { test: "trouble", seconds: 6, bad: true });

/** Runs an action of a person; a refusal becomes words on the screen. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    trouble(error);
    return undefined;
  }
}
