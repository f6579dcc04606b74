// Over the messages: whose talk it is, and a strip with a word of advice.
import { byId, fill, h, icon, iconButton } from "./dom.js";
import { changed, currentTalk, fullName, go, isChat, keyOf, me, on, roleOf, state } from "./state.js";
import { unbegun } from "./talks.js";
import { avatar, plural } from "./text.js";

let typing = null; // {talk, who, until}

export function showTyping(talk, who) {
  typing = { talk: keyOf(talk), until: Date.now() + 6000, who };
  changed("head");
  setTimeout(() => changed("head"), 6100);
}

export const stopTyping = () => {
  typing = null;
};

const titled = () => currentTalk() ?? unbegun().find((talk) => keyOf(talk) === keyOf(state.talk));

export const talkTitle = () => titled()?.title ?? (isChat(state.talk.peer_id) ? "Беседа" : "Сообщество");

function under(chat) {
  if (typing && typing.talk === keyOf(state.talk) && typing.until > Date.now()) return h("span", { class: "typing" }, isChat(state.talk.peer_id) ? `${typing.who} печатает…` : "печатает…");
  if (!isChat(state.talk.peer_id)) return "сообщество";
  return chat?.members ? plural(chat.members.length, "участник", "участника", "участников") : "беседа";
}

function drawHead() {
  if (!state.talk) return;
  const title = talkTitle();
  const chat = currentTalk()?.chat;
  const label = isChat(state.talk.peer_id) ? "Участники" : "О сообществе";
  fill(
    byId("talk-head"),
    iconButton("back", "Назад к беседам", () => go(state.me, null), { class: "icon-button back", "data-testid": "back" }),
    avatar(state.talk.peer_id, title, "middle"),
    h("div", { class: "words" }, h("h1", { class: "ellipsis" }, title), h("div", { class: "under ellipsis" }, under(chat))),
    iconButton(isChat(state.talk.peer_id) ? "people" : "info", label, togglePanel, { "data-testid": "members-toggle", "aria-expanded": String(state.panel), class: `icon-button${state.panel ? " on" : ""}` }),
  );
  document.title = title;
}

export function togglePanel() {
  state.panel = !state.panel;
  changed("panel head");
}

// ── advice ────────────────────────────────────────────────────────────────────────────────────────

const SEEN = "sandbox-hint-seen";
const seen = () => {
  try {
    return localStorage.getItem(SEEN);
  } catch {
    return "1";
  }
};

function closeHint() {
  if (state.refHint === keyOf(state.talk)) state.refHint = null;
  else
    try {
      localStorage.setItem(SEEN, "1");
    } catch {
      // a private window keeps nothing
    }
  changed("hint");
}

function drawHint() {
  const person = me();
  if (!state.talk || !person) return fill(byId("hint"));
  const byRef = state.refHint === keyOf(state.talk);
  if (!byRef && seen()) return fill(byId("hint"));
  const role = roleOf(person);
  const who = `Вы — ${fullName(person)}${role ? `, ${role}` : ""}.`;
  const words = byRef
    ? "Вы открыли ссылку. Нажмите «Начать» или напишите любое слово."
    : isChat(state.talk.peer_id)
      ? `${who} Эту беседу видят все её участники.`
      : `${who} Напишите боту или нажмите кнопку. Сменить человека можно над списком бесед.`;
  return fill(
    byId("hint"),
    h("div", { class: byRef ? "hint link" : "hint", "data-testid": byRef ? "ref-hint" : "hint" }, icon(byRef ? "link" : "info", 20), h("p", {}, words), iconButton("close", "Закрыть подсказку", closeHint)),
  );
}

export function startHead() {
  on("place talks people head", drawHead);
  on("place people hint", drawHint);
}
