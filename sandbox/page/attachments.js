// What hangs on a message: photos (codes to scan), files, stickers, voices, videos, calls.
import { h, icon } from "./dom.js";
import { follow } from "./links.js";
import { did, nameOf } from "./state.js";
import { link, sizeWord } from "./text.js";

function photo({ photo: body }) {
  const best = [...(body.sizes ?? [])].sort((one, other) => (one.width || 0) - (other.width || 0)).pop();
  const url = best?.url ?? body.url;
  if (!url) return line("doc", "Фотография");
  return h(
    "button",
    { type: "button", class: "photo", "aria-label": "Открыть фотографию", onclick: () => view(url) },
    h("img", { src: url, alt: body.text || "Фотография" }),
  );
}

function view(url) {
  const box = h("dialog", { class: "viewer", "aria-label": "Фотография", onclick: () => box.close() }, h("img", { src: url, alt: "Фотография" }));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

function line(tile, name, about = "", { href, kind = "", after = null } = {}) {
  const inside = [
    h("span", { class: `tile ${kind}` }, icon(tile, 22)),
    h("span", { class: "words" }, h("span", { class: "name" }, name), about && h("div", { class: "about" }, about), after),
  ];
  if (!href) return h("div", { class: "file" }, inside);
  return h("a", { class: "file", href, onclick: (event) => follow(event, href) }, inside);
}

function doc({ doc: body }) {
  const about = [sizeWord(body.size), (body.ext ?? "").toUpperCase()].filter(Boolean).join(" · ");
  return line("doc", body.title ?? "Файл", about, { href: body.url });
}

const length = (seconds = 0) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function voice({ audio_message: body }) {
  return h(
    "div",
    { class: "voice", role: "img", "aria-label": "Голосовое сообщение" },
    h("span", { class: "tile" }, icon("play", 18)),
    h("span", { class: "wave" }),
    h("span", { class: "muted" }, length(body?.duration)),
  );
}

function sticker({ sticker: body }) {
  const image = body?.images?.at(-1)?.url;
  return image ? h("img", { class: "sticker-image", src: image, alt: "Стикер", width: 128 }) : h("div", { class: "sticker", role: "img", "aria-label": "Стикер" }, "🐱");
}

function call({ call: body }) {
  const took = body.state === "reached";
  const about = took ? [nameOf(body.initiator_id), body.duration && length(body.duration)].filter(Boolean).join(" · ") : "Звонок не состоялся";
  return line("phone", took ? "Звонок завершён" : "Пропущенный звонок", about, { kind: took ? "call" : "missed" });
}

function groupCall({ group_call_in_progress: body }) {
  const where = body.vk_join_link ?? body.join_link;
  const who = body.initiator_id ? `${nameOf(body.initiator_id)} ${did(body.initiator_id, "начал")} звонок` : "";
  return line("phone", "Идёт звонок", who, { kind: "call", after: where && h("div", {}, link(where, "Присоединиться")) });
}

const KINDS = {
  photo,
  doc,
  sticker,
  call,
  audio_message: voice,
  group_call_in_progress: groupCall,
  video: ({ video: body }) => line("play", body?.title || "Видео", length(body?.duration)),
  audio: ({ audio: body }) => line("voice", body?.title || "Аудиозапись", body?.artist),
  link: ({ link: body }) => line("link", body?.title || body?.url, body?.caption || body?.url, { href: body?.url }),
  wall: () => line("doc", "Запись на стене"),
  poll: ({ poll: body }) => line("doc", body?.question || "Опрос"),
  graffiti: () => line("edit", "Граффити"),
  geo: () => line("pin", "Местоположение"),
};

const WORDS = { photo: "Фотография", doc: "Файл", sticker: "Стикер", audio_message: "Голосовое сообщение", video: "Видео", link: "Ссылка", call: "Звонок", group_call_in_progress: "Идёт звонок" };

/** One word for the list of talks. */
export const word = (attachment) => WORDS[attachment.type] ?? "Вложение";

export function drawAttachment(attachment) {
  const draw = KINDS[attachment.type];
  try {
    return draw ? draw(attachment) : line("doc", "Вложение", attachment.type);
  } catch {
    return line("doc", word(attachment)); // fields that nobody promised
  }
}
