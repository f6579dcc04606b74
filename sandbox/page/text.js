// Words: initials, dates, and texts in which links and mentions can be pressed.
import { h, icon } from "./dom.js";
import { worldNow } from "./clock.js";
import { follow } from "./links.js";
import { notice } from "./toast.js";

export function avatar(id, name, size = "") {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  const letters = words.slice(0, 2).map((word) => word[0] ?? "").join("").toUpperCase();
  const colour = [...String(Math.abs(id))].reduce((sum, digit) => (sum * 31 + Number(digit)) % 8, 7);
  return h("span", { class: `avatar ${size} c${colour}`, "aria-hidden": "true" }, letters || "•");
}

// ── dates ─────────────────────────────────────────────────────────────────────────────────────────

const dateOf = (seconds) => new Date(seconds * 1000);
const dayOf = (seconds) => dateOf(seconds).toDateString();
const two = (number) => String(number).padStart(2, "0");

export const timeWord = (seconds) => `${two(dateOf(seconds).getHours())}:${two(dateOf(seconds).getMinutes())}`;
export const sameDay = (one, other) => dayOf(one) === dayOf(other);

export function dayWord(seconds) {
  const now = worldNow();
  if (sameDay(seconds, now)) return "Сегодня";
  if (sameDay(seconds, now - 86400)) return "Вчера";
  const thisYear = dateOf(seconds).getFullYear() === dateOf(now).getFullYear();
  return dateOf(seconds).toLocaleDateString("ru", { day: "numeric", month: "long", ...(thisYear ? {} : { year: "numeric" }) });
}

export function shortWhen(seconds) {
  const now = worldNow();
  if (sameDay(seconds, now)) return timeWord(seconds);
  if (sameDay(seconds, now - 86400)) return "вчера";
  return dateOf(seconds).toLocaleDateString("ru", { day: "numeric", month: "short" });
}

export const fullWhen = (seconds) =>
  `${dateOf(seconds).toLocaleDateString("ru", { weekday: "short", day: "numeric", month: "long" })}, ${timeWord(seconds)}`;

/** 1 участник, 2 участника, 5 участников. */
export function plural(number, one, few, many) {
  const tens = number % 100;
  const ones = number % 10;
  if (tens > 10 && tens < 20) return `${number} ${many}`;
  if (ones === 1) return `${number} ${one}`;
  return `${number} ${ones > 1 && ones < 5 ? few : many}`;
}

export function sizeWord(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`;
}

// ── links and mentions ────────────────────────────────────────────────────────────────────────────

const LINK = /\[((?:id|club|public)\d+|https?:\/\/[^|\]\s]+)\|([^\]]+)\]|((?:https?:\/\/)[^\s<>«»"]+|(?:vk\.me|vk\.com|vk\.ru|vk\.cc)\/[^\s<>«»"]+)/giu;

/** The text without its markup, for lists and previews. */
export const plain = (text) => (text ?? "").replace(LINK, (whole, _address, words) => words ?? whole).replace(/\s+/g, " ").trim();

export function rich(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [, address, words, bare] = match;
    if (bare) {
      const url = trimmed(bare);
      from -= bare.length - url.length;
      parts.push(link(url));
    } else if (address.startsWith("http")) parts.push(link(address, words));
    else parts.push(h("span", { class: "mention" }, words));
  }
  parts.push(text.slice(from));
  return parts;
}

/** A full stop or a bracket after a link belongs to the sentence. */
function trimmed(url) {
  let kept = url.replace(/[.,;:!?…]+$/u, "");
  while (kept.endsWith(")") && !kept.includes("(")) kept = kept.slice(0, -1).replace(/[.,;:!?…]+$/u, "");
  return kept;
}

export function link(url, words = url) {
  const address = /^https?:\/\//i.test(url) ? url : `https://${url}`;
  return h("span", { class: "linked" }, h("a", { href: address, onclick: (event) => follow(event, address) }, words), h("span", { class: "spot" }, copyButton(address)));
}

export function copyButton(words, label = "Скопировать ссылку") {
  return h("button", { type: "button", class: "copy", title: label, "aria-label": label, onclick: () => copy(words) }, icon("copy", 16));
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const area = h("textarea", { value: words, "aria-hidden": "true" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  notice("Ссылка скопирована");
}
