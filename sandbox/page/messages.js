// The feed: bubbles by day and author, kept in place while they do not change.
import * as api from "./api.js";
import { drawAttachment } from "./attachments.js";
import { byId, fill, h, icon, iconButton, reconcile } from "./dom.js";
import { talkTitle } from "./head.js";
import { drawRows, waitingIn } from "./keyboard.js";
import { serviceWords } from "./service.js";
import { changed, currentTalk, isChat, keyOf, nameOf, on, roleOf, state } from "./state.js";
import { avatar, dayWord, fullWhen, plain, rich, sameDay, timeWord } from "./text.js";
import { attempt } from "./toast.js";

const AT_ONCE = 200; // older messages are one press away
const drawn = new Map(); // key -> {look, node}
let shownTalk = "";
let limit = AT_ONCE;
let atBottom = true;

const author = (id) => roleOf(state.people.find((person) => person.id === id));

function bubble(message, { joined, tail }) {
  const own = message.from_id === state.me;
  const attachments = (message.attachments ?? []).map(drawAttachment);
  const only = !message.text && !message.reply && attachments.length === 1 ? message.attachments[0].type : "";
  const named = isChat(state.talk.peer_id) && !own;
  const name = message.from_name ?? nameOf(message.from_id);
  const stamp = h("span", { class: `stamp${attachments.length && !only ? " alone" : ""}`, title: fullWhen(message.date) }, message.edited ? "ред. " : "", timeWord(message.date));
  const shape = { photo: named && !joined ? "" : "bare", sticker: "sticker-only" }[only] ?? "";
  const keyed = message.keyboard?.inline && message.keyboard.buttons?.length;
  const words = message.text ? h("div", { class: "text" }, attachments.length ? null : stamp, rich(message.text)) : null;
  if (words && !attachments.length) words.append(stamp);
  return h(
    "article",
    {
      class: ["message", own && "own", joined && "joined", keyed && "with-keys"].filter(Boolean).join(" "),
      "data-testid": "message",
      "data-cmid": message.cmid,
      "data-from": message.from_id,
      "aria-label": `${name}, ${timeWord(message.date)}`,
    },
    named && h("div", { class: "face" }, tail && avatar(message.from_id, name, "small")),
    h(
      "div",
      { class: "box" },
      h(
        "div",
        { class: `bubble ${shape}${tail ? " tail" : ""}` },
        named && !joined && h("div", { class: "author" }, name, " ", h("span", { class: "role" }, author(message.from_id))),
        message.reply && quote(message.reply),
        (message.forwards ?? []).map(forward),
        words,
        attachments.length > 0 && h("div", { class: "attachments" }, attachments),
        !(words && !attachments.length) && stamp,
      ),
      keyed && h("div", { class: "inline-keys" }, drawRows(message.keyboard, { test: "inline-button", cmid: message.cmid })),
      reactions(message),
    ),
    tools(message),
  );
}

function tools(message) {
  const chat = isChat(state.talk.peer_id);
  const mayRemove = message.from_id === state.me || (chat && iRule());
  return h(
    "div",
    { class: "message-tools" },
    iconButton("reply", "Ответить", () => answer(message)),
    chat && iRule() && iconButton("pin", message.pinned ? "Открепить" : "Закрепить", () => act(() => api.pin(state.me, state.talk, message.pinned ? 0 : message.cmid))),
    mayRemove && iconButton("bin", "Удалить у всех", () => act(() => api.remove(state.me, state.talk, message.cmid))),
  );
}

const iRule = () => Boolean(currentTalk()?.chat?.members.some((member) => member.member_id === state.me && (member.admin || member.owner)));

async function act(action) {
  await attempt(action);
  changed("stale");
}

function answer(message) {
  state.reply = { cmid: message.cmid, name: message.from_name ?? nameOf(message.from_id), text: plain(message.text) || "Вложение" };
  changed("reply");
}

const quote = (reply) =>
  h("button", { type: "button", class: "quote", onclick: () => jumpTo(reply.cmid) }, h("b", { class: "ellipsis" }, reply.from_name), h("span", { class: "ellipsis" }, plain(reply.text) || "Сообщение"));

const forward = (one) => h("div", { class: "quote" }, h("b", {}, nameOf(one.from_id)), h("span", { class: "text" }, rich(one.text ?? "")), (one.attachments ?? []).map(drawAttachment));

const FACES = ["❤", "🔥", "😂", "👍", "💩", "❓", "😭", "😡", "👎", "👌", "😀", "🤔", "🙏", "😘", "😍", "🎉"];

function reactions({ reactions: given }) {
  const counts = new Map();
  for (const number of Object.values(given ?? {})) counts.set(number, (counts.get(number) ?? 0) + 1);
  if (!counts.size) return null;
  return h("div", { class: "reactions" }, [...counts].map(([number, count]) => h("span", {}, FACES[number - 1] ?? "🙂", count > 1 ? ` ${count}` : "")));
}

// ── the list ──────────────────────────────────────────────────────────────────────────────────────

function rows() {
  const items = [];
  const messages = state.messages.slice(-limit);
  if (state.loaded && state.talk && !messages.length && !isChat(state.talk.peer_id)) {
    const title = talkTitle();
    items.push({ key: "empty", look: title, draw: () => emptyTalk(title) });
  }
  if (messages.length < state.messages.length) items.push({ key: "earlier", look: "", draw: earlier });
  const follows = (one, other) => one && other && !one.action && !other.action && one.from_id === other.from_id && Math.abs(other.date - one.date) < 300 && sameDay(one.date, other.date);
  messages.forEach((message, place) => {
    const before = messages[place - 1];
    if (!before || !sameDay(before.date, message.date)) {
      const words = dayWord(message.date);
      items.push({ key: `day ${message.cmid}`, look: words, draw: () => h("div", { class: "day" }, words) });
    }
    if (message.action) {
      const look = JSON.stringify([message, nameOf(message.action.member_id ?? 0)]);
      items.push({ key: message.cmid, look, draw: () => h("div", { class: "service", "data-testid": "service", "data-cmid": message.cmid }, serviceWords(message)) });
      return;
    }
    const frame = { joined: Boolean(follows(before, message)), tail: !follows(message, messages[place + 1]) };
    const look = JSON.stringify([message, frame, waitingIn(message.cmid), author(message.from_id), iRule()]);
    items.push({ key: message.cmid, look, draw: () => bubble(message, frame) });
  });
  return items;
}

const emptyTalk = (title) => h("div", { class: "empty-talk" }, avatar(state.talk.peer_id, title, "large"), h("h2", {}, title), h("p", { class: "muted" }, "Здесь пока нет сообщений"));

const earlier = () =>
  h("button", { type: "button", class: "button quiet earlier", onclick: showEarlier }, "Показать раньше");

function showEarlier() {
  const feed = byId("feed");
  const fromEnd = feed.scrollHeight - feed.scrollTop;
  limit += AT_ONCE;
  draw();
  feed.scrollTop = feed.scrollHeight - fromEnd;
}

function draw() {
  const feed = byId("feed");
  const talk = `${state.me}/${keyOf(state.talk)}`;
  const opened = talk !== shownTalk;
  const newest = state.messages.at(-1);
  if (opened) {
    drawn.clear();
    limit = AT_ONCE;
    shownTalk = talk;
    atBottom = true;
  }
  const mineIsNew = newest && newest.from_id === state.me && !drawn.has(newest.cmid);
  const nodes = rows().map(({ key, look, draw: make }) => {
    const known = drawn.get(key);
    if (known?.look === look) return known.node;
    const node = make();
    drawn.set(key, { look, node });
    return node;
  });
  reconcile(feed, nodes);
  if (atBottom || mineIsNew) toBottom();
}

function toBottom() {
  const feed = byId("feed");
  feed.scrollTop = feed.scrollHeight;
}

export function jumpTo(cmid) {
  let node = byId("feed").querySelector(`[data-cmid="${cmid}"]`);
  if (!node && state.messages.some((message) => message.cmid === cmid)) {
    limit = state.messages.length;
    draw();
    node = byId("feed").querySelector(`[data-cmid="${cmid}"]`);
  }
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1700);
}

function drawPinned() {
  const pinned = state.messages.findLast((message) => message.pinned);
  const words = pinned && (plain(pinned.text) || "Вложение");
  fill(
    byId("pinned"),
    pinned &&
      h(
        "button",
        { type: "button", class: "pinned-bar", "data-testid": "pinned", onclick: () => jumpTo(pinned.cmid) },
        icon("pin", 20),
        h("span", { class: "words" }, h("b", {}, "Закреплённое сообщение"), h("div", { class: "ellipsis" }, words)),
      ),
  );
}

export function startMessages() {
  const feed = byId("feed");
  let top = 0;
  feed.addEventListener("scroll", () => {
    // the feed may also shrink under a person's hands: only a move up leaves the bottom
    if (feed.scrollHeight - feed.scrollTop - feed.clientHeight < 60) atBottom = true;
    else if (feed.scrollTop < top) atBottom = false;
    top = feed.scrollTop;
  });
  feed.addEventListener("click", ({ target }) => {
    if (matchMedia("(hover: hover)").matches || target.closest("a, button")) return;
    const picked = target.closest(".message");
    for (const node of feed.querySelectorAll(".picked")) if (node !== picked) node.classList.remove("picked");
    picked?.classList.toggle("picked");
  });
  feed.addEventListener("load", () => atBottom && toBottom(), true); // a photo came and pushed the words up
  new ResizeObserver(() => atBottom && toBottom()).observe(feed);
  on("place messages talks people waiting", draw);
  on("place messages", drawPinned);
}
