// Where one writes: text, files, an answer to a message.
import * as api from "./api.js";
import { byId, fill, h, iconButton } from "./dom.js";
import { bottomBoard, fold, folded } from "./keyboard.js";
import { changed, currentTalk, keyOf, on, spoke, state } from "./state.js";
import { attempt } from "./toast.js";

const drafts = new Map(); // talk and person -> {text, files}
const here = () => `${state.me}/${keyOf(state.talk)}`;
const draft = () => {
  if (!drafts.has(here())) drafts.set(here(), { text: "", files: [] });
  return drafts.get(here());
};

let shown = "";
let sending = false;
const parts = {};

function build() {
  parts.chosen = h("input", { type: "file", multiple: true, hidden: true, "data-testid": "file-input", onchange: () => take([...parts.chosen.files]) });
  parts.text = h("textarea", {
    rows: 1,
    maxlength: 4096,
    placeholder: "Сообщение",
    "aria-label": "Сообщение",
    "data-testid": "composer",
    oninput: () => {
      draft().text = parts.text.value;
      fit();
      tellTyping();
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    },
    onpaste: (event) => event.clipboardData.files.length && take([...event.clipboardData.files]),
  });
  parts.above = h("div", { class: "above" });
  parts.clip = iconButton("clip", "Прикрепить файл", () => parts.chosen.click(), { "data-testid": "attach" });
  parts.keys = iconButton("keys", "Клавиатура бота", fold, { "data-testid": "keyboard-toggle" });
  parts.send = h("button", { type: "submit", class: "icon-button send", "aria-label": "Отправить", title: "Отправить", "data-testid": "send" }, iconButton("send", "").firstChild);
  parts.closed = h("p", { class: "closed" });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  fill(byId("composer"), parts.above, parts.chosen, parts.clip, parts.text, parts.keys, parts.send, parts.closed);
}

let told = 0;

function tellTyping() {
  if (Date.now() - told < 5000 || !parts.text.value) return;
  told = Date.now();
  api.typing(state.me, state.talk).catch(() => undefined); // nobody misses it
}

function fit() {
  parts.text.style.height = "auto";
  parts.text.style.height = `${Math.min(parts.text.scrollHeight + 2, 180)}px`;
  parts.send.disabled = sending || !(parts.text.value.trim() || draft().files.length);
}

function draw() {
  if (!state.talk) return;
  const mine = draft();
  const talk = currentTalk();
  const out = talk?.member === false;
  const closed = out ? "Вы больше не в этой беседе" : CLOSED[talk?.chat?.state] ?? "";
  byId("composer").classList.toggle("closed", Boolean(closed));
  parts.closed.textContent = closed;
  for (const part of [parts.above, parts.clip, parts.text, parts.send]) part.hidden = Boolean(closed);
  const board = bottomBoard();
  parts.keys.hidden = Boolean(closed) || !board || !state.messages.length;
  parts.keys.classList.toggle("on", !folded());
  parts.keys.setAttribute("aria-expanded", String(!folded()));
  if (shown !== here()) {
    shown = here();
    state.reply = null;
    parts.text.value = mine.text;
    if (matchMedia("(hover: hover)").matches && !closed) parts.text.focus({ preventScroll: true });
  }
  fill(parts.above, state.reply && replying(), mine.files.length > 0 && h("div", { class: "drafts" }, mine.files.map(fileChip)));
  fit();
}

const CLOSED = { writing_disabled: "Писать в эту беседу нельзя", deleted: "Беседа удалена", moved_to_max: "Беседа переехала в MAX" };

const replying = () =>
  h(
    "div",
    { class: "replying" },
    h("div", { class: "words" }, h("b", { class: "ellipsis" }, state.reply.name), h("div", { class: "ellipsis muted" }, state.reply.text)),
    iconButton("close", "Не отвечать", () => setReply(null)),
  );

function setReply(reply) {
  state.reply = reply;
  changed("reply");
}

const fileChip = (file) => h("div", { class: "draft" }, h("span", { class: "ellipsis" }, file.name), iconButton("close", `Убрать ${file.name}`, () => drop(file)));

function take(files) {
  draft().files = [...draft().files, ...files].slice(0, 10);
  parts.chosen.value = "";
  draw();
  parts.text.focus();
}

function drop(file) {
  draft().files = draft().files.filter((one) => one !== file);
  draw();
}

async function send() {
  const mine = draft();
  const text = parts.text.value.trim();
  if (sending || !(text || mine.files.length)) return;
  const [person, talk, reply] = [state.me, state.talk, state.reply];
  sending = true;
  fit();
  const sent = await attempt(async () => {
    const attachments = [];
    for (const file of mine.files) attachments.push(await api.upload(file, person));
    return api.say(person, talk, { text, attachments: attachments.length ? attachments : undefined, reply_cmid: reply?.cmid });
  });
  sending = false;
  if (sent) {
    Object.assign(mine, { text: "", files: [] });
    if (parts.text.value.trim() === text) parts.text.value = "";
    state.reply = null;
    changed("reply");
    spoke();
  }
  fit();
  parts.text.focus();
}

export function startComposer() {
  build();
  on("place messages talks keyboard reply", draw);
  const area = byId("talk");
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    if (state.talk) area.classList.add("dropping");
  });
  for (const end of ["dragleave", "drop"]) area.addEventListener(end, (event) => (end === "drop" || event.target === area) && area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (state.talk && event.dataTransfer.files.length) take([...event.dataTransfer.files]);
  });
}
